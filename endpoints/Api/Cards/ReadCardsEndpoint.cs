using BillingEngine.Api.Accounts;
using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Api.Cards;

/// <summary>GET /v1/accounts/{id}/cards and GET /v1/accounts/{id}/cards/{cardId}</summary>
sealed class ReadCardsEndpoint(IQueries queries)
{
    const string List = "cards";

    public void Map(IEndpointRouteBuilder app)
    {
        app.Get("/v1/accounts/{id}/cards", GetCards)
            .Describes("getCards", "The cards of an account", "Newest first, in whatever state.")
            .TakesPage()
            .Answers<CardsBody>(200, "A page of cards.")
            .Refuses(400, 404, 503);
        app.Get("/v1/accounts/{id}/cards/{cardId}", GetCard)
            .Describes("getCard", "A card", "The card as it stands.")
            .Answers<CardBody>(200, "The card.")
            .Refuses(400, 404, 503);
    }

    public async Task GetCards(HttpContext context)
    {
        var errors = new FieldErrors();
        var page = PageRequest.FromQuery<Guid>(context.Request, List, errors);
        if (errors.Any)
        {
            await context.Answer(Problem.Invalid(errors));
            return;
        }

        if (await context.AccountOrRefuse(queries) is not { } account)
            return;
        var cards = await queries.FindCards(account.AccountId, context.RequestAborted);
        await context.AnswerPage(page, [.. After(page.After, cards)], List, card => card.CardId, CardJson.Write);
    }

    public async Task GetCard(HttpContext context)
    {
        var cardId = context.PathValue("cardId");
        if (Uuid.TryParse(context.PathValue("id"), out var accountId)
            && Uuid.TryParse(cardId, out var id)
            && await queries.FindCard(id, context.RequestAborted) is { } card
            && card.AccountId == accountId)
            await context.Answer(StatusCodes.Status200OK, card, CardJson.Write);
        else
            await context.Answer(Problem.CardNotFound(cardId));
    }

    /// <summary>No card ever leaves the list, so the one that the page before ended with is in it.</summary>
    static IEnumerable<CardSnapshot> After(Guid? last, IReadOnlyList<CardSnapshot> cards) =>
        last is { } id ? cards.SkipWhile(card => card.CardId != id).Skip(1) : cards;
}
