namespace BillingEngine.Postgres.Operations;

/// <summary>
/// Headers of a row of the queue, <c>q</c>, or of the failed messages, <c>f</c>, as SQL. They are cut out of the text:
/// the JSON operators refuse all of a row's headers for one null character in any of them.
/// </summary>
static class HeaderText
{
    public const string SagaId = """substring(q.headers::text from '"NServiceBus\.SagaId":"([^"]*)"')""";
    public const string SenderSagaId =
        """substring(q.headers::text from '"NServiceBus\.OriginatingSagaId":"([^"]*)"')""";
    public const string ConversationId =
        """substring(q.headers::text from '"NServiceBus\.ConversationId":"([^"]*)"')""";
    public const string SagaIdOfFailed = """substring(f.headers::text from '"NServiceBus\.SagaId":"([^"]*)"')""";
    public const string SenderSagaIdOfFailed =
        """substring(f.headers::text from '"NServiceBus\.OriginatingSagaId":"([^"]*)"')""";
}
