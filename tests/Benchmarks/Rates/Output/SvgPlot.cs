using System.Globalization;
using System.Net;
using System.Text;

namespace BillingEngine.Benchmarks.Rates.Output;

/// <summary>A plot as SVG: linear to the right from zero, logarithmic upwards.</summary>
sealed class SvgPlot
{
    const int Width = 860;
    const int Height = 520;
    const int Left = 80;
    const int Right = 30;
    const int Top = 50;
    const int Bottom = 70;
    const int Ticks = 6;

    readonly StringBuilder _svg = new();
    readonly double _highestX;
    readonly int _lowestDecade;
    readonly int _highestDecade;

    SvgPlot(IReadOnlyList<Series> series)
    {
        PlotPoint[] points = [.. series.SelectMany(each => each.Points)];
        _highestX = NiceCeiling(points.Select(point => point.X).DefaultIfEmpty(1).Max());
        var (least, most) = points is [] ? (1, 10) : (points.Min(point => point.Y), points.Max(point => point.Y));
        _lowestDecade = (int)Math.Floor(Math.Log10(least));
        _highestDecade = Math.Max(_lowestDecade + 1, (int)Math.Ceiling(Math.Log10(most)));
    }

    public static string Write(string title, string right, string up, IReadOnlyList<Series> series)
    {
        var plot = new SvgPlot(series);
        plot.Frame(title, right, up);
        plot.GridRight();
        plot.GridUp();
        foreach (var each in series)
            plot.Draw(each);
        for (var row = 0; row < series.Count; row++)
            plot.Legend(series[row], row);
        return plot._svg.Append("</svg>\n").ToString();
    }

    /// <summary>One, two or five times a power of ten: the least of these that is not below.</summary>
    public static double NiceCeiling(double value)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(value, 1e-9))));
        return new[] { 1, 2, 5, 10 }.Select(step => step * power).First(nice => nice >= value * (1 - 1e-9));
    }

    double AtX(double x) => Left + (x / _highestX * (Width - Left - Right));

    double AtY(double y) => Height - Bottom
        - ((Math.Log10(y) - _lowestDecade) / (_highestDecade - _lowestDecade) * (Height - Top - Bottom));

    void Frame(string title, string right, string up)
    {
        Add($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" font-family="sans-serif">""");
        Add($"""<rect width="{Width}" height="{Height}" fill="white"/>""");
        Text(Width / 2.0, 28, title, "middle", size: 17);
        Text((Left + Width - Right) / 2.0, Height - 22, right, "middle", size: 14);
        Add($"""<g transform="translate(22 {(Top + Height - Bottom) / 2}) rotate(-90)">""");
        Text(0, 0, up, "middle", size: 14);
        Add($"</g>");
    }

    void GridRight()
    {
        for (var tick = 0; tick < Ticks; tick++)
        {
            var x = _highestX * tick / (Ticks - 1);
            Line(AtX(x), Top, AtX(x), Height - Bottom, "#dddddd");
            Text(AtX(x), Height - Bottom + 20, x.ToString("#,0.##", CultureInfo.InvariantCulture), "middle");
        }
    }

    void GridUp()
    {
        for (var decade = _lowestDecade; decade <= _highestDecade; decade++)
        {
            var power = Math.Pow(10, decade);
            Line(Left, AtY(power), Width - Right, AtY(power), "#999999");
            Text(Left - 8, AtY(power) + 4, power.ToString("#,0.####", CultureInfo.InvariantCulture), "end");
            for (var step = 2; step < 10 && decade < _highestDecade; step++)
                Line(Left, AtY(step * power), Width - Right, AtY(step * power), "#eeeeee");
        }
    }

    void Draw(Series series)
    {
        if (series.IsJoined)
        {
            var points = string.Join(
                ' ', series.Points.Select(point => Invariant($"{AtX(point.X):0.0},{AtY(point.Y):0.0}")));
            Add($"""<polyline points="{points}" fill="none" stroke="{series.Colour}" stroke-width="2"/>""");
        }

        foreach (var point in series.Points)
        {
            Mark(series, AtX(point.X), AtY(point.Y));
            Text(AtX(point.X) + 7, AtY(point.Y) - 7, point.Label, "start", size: 11);
        }
    }

    void Legend(Series series, int row)
    {
        var y = Top + 16 + (row * 20);
        Mark(series, Left + 18, y);
        Text(Left + 32, y + 4, series.Name, "start");
    }

    /// <summary>Round where a line runs through, else square.</summary>
    void Mark(Series series, double x, double y)
    {
        if (series.IsJoined)
            Add($"""<circle cx="{x:0.0}" cy="{y:0.0}" r="4" fill="{series.Colour}"/>""");
        else
            Add($"""<rect x="{x - 4:0.0}" y="{y - 4:0.0}" width="8" height="8" fill="{series.Colour}"/>""");
    }

    void Line(double x, double y, double toX, double toY, string colour) =>
        Add($"""<line x1="{x:0.0}" y1="{y:0.0}" x2="{toX:0.0}" y2="{toY:0.0}" stroke="{colour}"/>""");

    void Text(double x, double y, string text, string anchor, int size = 12)
    {
        var content = WebUtility.HtmlEncode(text);
        Add($"""<text x="{x:0.0}" y="{y:0.0}" text-anchor="{anchor}" font-size="{size}">{content}</text>""");
    }

    void Add(FormattableString element) => _svg.Append(Invariant(element)).Append('\n');

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
