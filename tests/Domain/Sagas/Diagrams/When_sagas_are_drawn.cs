namespace BillingEngine.Domain.Tests.Sagas.Diagrams;

public sealed class When_sagas_are_drawn
{
    [Fact]
    public void Should_be_drawn_as_they_are() => ApprovedText.AssertIs(
        SagaPage.Path,
        SagaPage.Renewed(ApprovedText.Read(SagaPage.Path).ReplaceLineEndings("\n")),
        "Its tables and diagrams are what people know of the sagas.");
}
