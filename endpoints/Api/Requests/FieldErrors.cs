using BillingEngine.Api.Answers;

namespace BillingEngine.Api.Requests;

/// <summary>Everything that is wrong with a request, by field, so that a caller mends it in one go.</summary>
sealed class FieldErrors
{
    /// <summary>Whoever sends thousands of unknown members need not hear of each.</summary>
    const int Maximum = 50;

    readonly List<FieldError> _errors = [];

    public bool Any => _errors.Count > 0;

    public int Count => _errors.Count;

    /// <summary>By field, in the order in which they were found.</summary>
    public IEnumerable<IGrouping<string, string>> ByField =>
        _errors.GroupBy(error => error.Field, error => error.Message);

    /// <summary>The specific code when all errors are of that one kind.</summary>
    public string Code => _errors.TrueForAll(error => error.Code == _errors[0].Code)
        ? _errors[0].Code
        : ProblemCodes.ValidationFailed;

    /// <summary>The one thing that is wrong, or how many are.</summary>
    public string Summary => _errors is [var only]
        ? $"{only.Field} {only.Message}."
        : $"{_errors.Count} things are wrong with the request; see errors.";

    /// <summary>Whether one of these fields is in error already.</summary>
    public bool Concern(params ReadOnlySpan<string> fields)
    {
        foreach (var error in _errors)
        {
            if (fields.Contains(error.Field))
                return true;
        }

        return false;
    }

    public void Add(string field, string message, string code = ProblemCodes.ValidationFailed)
    {
        if (_errors.Count < Maximum)
            _errors.Add(new(field, message, code));
    }

    readonly record struct FieldError(string Field, string Message, string Code);
}
