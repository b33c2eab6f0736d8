using System.Globalization;

namespace BillingEngine.Domain.Tests;

/// <summary>Tables that are read by people first: a head line, a line for each status, columns apart by bars.</summary>
static class Tables
{
    /// <summary>Each cell with the status of its line and the name of its column.</summary>
    public static TheoryData<TStatus, string, string> Cells<TStatus>(string table)
        where TStatus : struct, Enum
    {
        var lines = table.Split('\n').Select(line => line.Split('|', StringSplitOptions.TrimEntries)).ToList();
        var cells = new TheoryData<TStatus, string, string>();
        foreach (var line in lines[1..])
        {
            for (var column = 1; column < line.Length; column++)
                cells.Add(Enum.Parse<TStatus>(line[0]), lines[0][column], line[column]);
        }

        return cells;
    }

    /// <summary>As a status stands in refusals.</summary>
    public static string Wire<TStatus>(TStatus status)
        where TStatus : struct, Enum => status.ToString().ToLower(CultureInfo.InvariantCulture);
}
