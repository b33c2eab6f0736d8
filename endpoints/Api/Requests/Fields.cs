using System.Text.Json;
using BillingEngine.Messages;

namespace BillingEngine.Api.Requests;

/// <summary>
/// The members of a body, read one by one. Each reader notes what is wrong with its member and then returns a stand-in,
/// so that all errors come to light; <see cref="AreValid"/> says at the end whether the values may be used. An optional
/// member that is null counts as left out.
/// </summary>
/// <param name="request">Whose headers count too; null for one of many in a body, which stands for itself.</param>
sealed partial class Fields(JsonElement body, HttpRequest? request, FieldErrors errors)
{
    readonly List<string> _known = [];
    int _found;

    public FieldErrors Errors => errors;

    /// <summary>Call it last: members that no reader has asked for are errors, too.</summary>
    public bool AreValid()
    {
        if (_found < body.GetPropertyCount())
            RefuseUnknown();
        return !errors.Any;
    }

    public Guid Id(string name) => OptionalId(name, isRequired: true) ?? default;

    public Guid? OptionalId(string name) => OptionalId(name, isRequired: false);

    public bool Flag(string name, bool otherwise)
    {
        if (!Find(name, isRequired: false, out var value))
            return otherwise;
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            errors.Add(name, "must be true or false");
        return value.ValueKind is JsonValueKind.True;
    }

    /// <summary>A whole number written in plain digits.</summary>
    public int? OptionalNumber(string name, int maximum)
    {
        if (!Find(name, isRequired: false, out var value))
            return null;
        if (value.ValueKind is JsonValueKind.Number
            && char.IsAsciiDigit(value.GetRawText()[0])
            && value.TryGetInt32(out var number)
            && number <= maximum)
            return number;
        errors.Add(name, $"must be a whole number from 0 to {maximum}");
        return null;
    }

    public TEnum Choice<TEnum>(string name) where TEnum : struct, Enum =>
        Choice<TEnum>(name, isRequired: true) ?? default;

    public TEnum Choice<TEnum>(string name, TEnum otherwise) where TEnum : struct, Enum =>
        Choice<TEnum>(name, isRequired: false) ?? otherwise;

    public JsonText? Metadata(string name)
    {
        if (!Find(name, isRequired: false, out var value))
            return null;
        if (MetadataRules.FaultOf(value) is { } fault)
            errors.Add(name, fault);
        return new(value.GetRawText());
    }

    TEnum? Choice<TEnum>(string name, bool isRequired) where TEnum : struct, Enum
    {
        if (FindText(name, isRequired) is not { } text)
            return null;
        foreach (var choice in Enum.GetValues<TEnum>())
        {
            if (text == JsonNamingPolicy.CamelCase.ConvertName(choice.ToString()))
                return choice;
        }

        var names = Enum.GetNames<TEnum>().Select(JsonNamingPolicy.CamelCase.ConvertName);
        errors.Add(name, $"must be one of {string.Join(", ", names)}");
        return null;
    }

    Guid? OptionalId(string name, bool isRequired)
    {
        if (FindText(name, isRequired) is not { } text)
            return null;
        if (!Uuid.TryParse(text, out var id))
            errors.Add(name, "must be a UUID in its canonical form, such as 018f4e2a-7c1b-7d3e-9a52-1b2c3d4e5f60");
        else if (id == Guid.Empty)
            errors.Add(name, "must not be the nil UUID");
        return id;
    }

    bool Find(string name, bool isRequired, out JsonElement value)
    {
        _known.Add(name);
        var isFound = body.TryGetProperty(name, out value);
        _found += isFound ? 1 : 0;
        var isNull = isFound && value.ValueKind is JsonValueKind.Null;
        if (isRequired && (isNull || !isFound))
            errors.Add(name, isNull ? "must not be null" : "is required");
        return isFound && !isNull;
    }

    void RefuseUnknown()
    {
        foreach (var member in body.EnumerateObject())
        {
            if (!_known.Contains(member.Name))
                errors.Add(Shown(member.Name), "is not a member of this request");
        }
    }

    public static string Shown(string name) => name.Length <= 100 ? name : $"{name.AsSpan(0, 99)}…";
}
