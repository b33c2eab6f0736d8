using BillingEngine.Messaging.Sagas;

namespace BillingEngine.Engine.Tests.ProgrammingModel;

public sealed class When_a_saga_id_is_derived
{
    // Stored ids depend on these: if one changes, every open saga is lost.
    [Fact]
    public void Should_stay_what_it_was()
    {
        Expect("6bc91d1d-7ead-82e3-bc81-88d47f292bc5", Guid.Parse("11111111-2222-8333-8444-555555555555"));
        Expect("382632a8-0baa-8ba4-9b71-549dfb8a9de5", "order-ü");
        Expect("218a6c34-618c-8ecd-ae87-34cab96049ff", -42);
        Expect("218a6c34-618c-8ecd-ae87-34cab96049ff", -42L);
        Expect("94316c4a-0442-81c4-a3c1-b6efbf6adb0a", new string('x', 2000));
    }

    [Fact]
    public void Should_be_a_uuid_of_version_8()
    {
        var id = SagaMetadata.SagaId("TopupSaga", 1);

        Assert.Equal(8, id.Version);
        Assert.Equal(0x8, id.Variant & 0xC);
    }

    [Fact]
    public void Should_differ_by_saga_and_by_value()
    {
        Guid[] ids =
        [
            SagaMetadata.SagaId("TopupSaga", "1"),
            SagaMetadata.SagaId("TopupSaga", "2"),
            SagaMetadata.SagaId("TopupSag", "a1"),
            SagaMetadata.SagaId("RefundSaga", "1"),
        ];

        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void Should_refuse_what_no_saga_is_found_by()
    {
        Assert.Throws<ArgumentException>(() => SagaMetadata.SagaId("TopupSaga", new string('x', 65_536)));
        Assert.Throws<ArgumentException>(() => SagaMetadata.SagaId("TopupSaga", new object()));
    }

    static void Expect(string id, object value) =>
        Assert.Equal(Guid.Parse(id), SagaMetadata.SagaId("TopupSaga", value));
}
