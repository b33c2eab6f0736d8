using System.Globalization;
using BillingEngine.Api.Accounts;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Api.Cards;

/// <summary>POST /v1/accounts/{id}/cards</summary>
sealed class IssueCardEndpoint(AccountCommands commands, CurrencyRegistry currencies, TimeProvider clock)
{
    const string Operation = "card.issue";

    static readonly CalendarDuration Ordinary = new(Months: 36, TimeSpan.Zero);
    static readonly CalendarDuration Longest = new(Months: 1200, TimeSpan.Zero);

    readonly CardAnswers _answers = new(currencies);

    public void Map(IEndpointRouteBuilder app) => app
        .Post("/v1/accounts/{id}/cards", Handle)
        .Describes("issueCard", "Issue a card", """
            The card is good for payments of the account once it is activated, and until it expires: at `expiresAt`, or
            `validFor` after now, by default three years. Its id follows from account and idempotency key, or is random.
            The body may be left out.
            """)
        .Takes<IssueCardBody>(IdempotencyKeyUse.Optional, isBodyRequired: false)
        .RecordsActor()
        .Answers<CardBody>(201, "The card.", ResponseHeaders.Location | ResponseHeaders.Replayed)
        .Answers<CardProcessingBody>(202, "The command is durable; the card follows.", ResponseHeaders.Location)
        .Refuses(400, 404, 413, 415, 422, 503);

    async Task Handle(HttpContext context)
    {
        if (await context.AccountIdOrRefuse() is not { } accountId
            || await JsonRequest.ReadOptionalOrRefuse(context, body => Parse(body, accountId)) is not { } request)
            return;
        var outcome = await commands.Execute(context, request.Command, request.Key, request.Fingerprint);
        await _answers.Issued(context, accountId, request.Command.CardId, request.Lifetime, outcome);
    }

    IssueCardRequest? Parse(Fields body, Guid accountId)
    {
        var key = body.OptionalIdempotencyKey();
        var label = body.OptionalText("label", TextRules.MaxName);
        var expiresAt = body.OptionalTime("expiresAt") is { } time ? AsStored(time) : (DateTimeOffset?)null;
        var validFor = body.OptionalDuration("validFor");
        var activate = body.Flag("activate", otherwise: false);
        var actor = body.Actor();
        var end = expiresAt ?? EndOf(validFor ?? Ordinary, body.Errors);
        if (expiresAt is not null && validFor is not null)
            body.Errors.Add("validFor", "must not be given beside expiresAt");
        if (!body.AreValid() || end is not { } expiry)
            return null;

        var cardId = key is null ? Uuid.Random() : DeterministicId.Derive("card", accountId.ToString(), key);
        return new(
            new IssueCard(accountId, cardId, label, expiry, actor, activate),
            key,
            FingerprintOf(accountId, label, expiresAt, expiresAt is null ? validFor ?? Ordinary : null, activate),
            expiresAt is null ? "validFor" : "expiresAt");
    }

    DateTimeOffset? EndOf(CalendarDuration validFor, FieldErrors errors)
    {
        var now = clock.GetUtcNow();
        if (validFor.After(now) is { } end && end > now && end <= Longest.After(now))
            return AsStored(end);
        errors.Add("validFor", "must be longer than nothing, and at most 100 years");
        return null;
    }

    /// <summary>To the microsecond, as the database keeps it: what is answered now is what is answered later.</summary>
    static DateTimeOffset AsStored(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));

    /// <summary>Of what was asked for: a repeat asks for the same, though its three years would end later.</summary>
    static string FingerprintOf(
        Guid accountId, string? label, DateTimeOffset? expiresAt, CalendarDuration? validFor, bool activate) =>
        Fingerprint.Of(
            Operation,
            accountId.ToString(),
            label,
            expiresAt?.ToString("O", CultureInfo.InvariantCulture),
            validFor is { } duration ? Fingerprint.Part(duration.Months) : null,
            validFor?.Time.ToString("c", CultureInfo.InvariantCulture),
            activate ? "true" : "false");

    sealed record IssueCardRequest(IssueCard Command, string? Key, string Fingerprint, string Lifetime);
}
