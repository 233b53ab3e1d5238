namespace Floor;

// The database: prepared statements, one round trip a reply.
internal sealed class Store(IConfiguration settings)
{
    private static readonly Dictionary<string, (string Fields, string Sql)> Statements = ReadStatements();
    private readonly NpgsqlDataSource _prepared = NpgsqlDataSource.Create(
        settings.GetConnectionString("FinAut") + ";Max Auto Prepare=50;Auto Prepare Min Usages=1;No Reset On Close=true;Maximum Pool Size=32");

    // Plans what runs once a second each time, for the values that it has.
    private readonly NpgsqlDataSource _planned = NpgsqlDataSource.Create(settings.GetConnectionString("FinAut")!);
    private readonly ConcurrentDictionary<string, Fresh> _numbers = new();
    private long[] _companies = [];

    public long ApiUser { get; private set; }
    public PersnrProtector Protector { get; } = new(Keys(settings, "EncryptionKeys"), Keys(settings, "LookupKeys"));

    public static string Sql(string name) => Statements[name].Sql;
    public Fields Fields(string name) => new(settings["Floor:Host"]!, Protector, Statements[name].Fields);

    public async Task<Store> ReadCallerAsync(string clientId)
    {
        await using var command = _planned.CreateCommand(Sql("Caller"));
        command.Parameters.AddWithValue(clientId);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        (ApiUser, _companies) = (row.GetInt64(0), row.GetFieldValue<long[]>(1));
        return this;
    }

    public NpgsqlBatch Batch(params NpgsqlBatchCommand[] commands)
    {
        var batch = _prepared.CreateBatch();
        Array.ForEach(commands, batch.BatchCommands.Add);
        return batch;
    }

    public NpgsqlBatchCommand Statement(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql) { Parameters = { new NpgsqlParameter<long[]> { TypedValue = _companies } } };
        Array.ForEach(values, value => command.Parameters.Add(new NpgsqlParameter { Value = value }));
        return command;
    }

    // A number about a whole list, such as how many rows it has: at most a second old.
    public Task<long> NumberAsync(string sql) => _numbers.GetOrAdd(sql, _ => new Fresh(async () =>
    {
        await using var command = _planned.CreateCommand(sql);
        command.Parameters.AddWithValue(_companies);
        return (long)(await command.ExecuteScalarAsync())!;
    })).GetAsync();

    private static Dictionary<ushort, byte[]> Keys(IConfiguration settings, string kind) =>
        new() { [1] = Convert.FromBase64String(settings[$"Persnr:{kind}:1"]!) };

    private static Dictionary<string, (string Fields, string Sql)> ReadStatements()
    {
        using var reader = new StreamReader(typeof(Store).Assembly.GetManifestResourceStream("Statements.sql")!);
        return reader.ReadToEnd().Split("--- ").Skip(1).Select(text => (Head: text.Split('\n')[0].Split(' ', 2), Sql: text[text.IndexOf('\n')..].Trim()))
            .ToDictionary(statement => statement.Head[0], statement => (statement.Head[^1], statement.Sql));
    }

    // Asks anew in the background when an answer gets old, so that nobody waits for it while it may be used.
    private sealed class Fresh(Func<Task<long>> read)
    {
        private (Task<long> Answer, long Asked)? _present, _next;

        public Task<long> GetAsync()
        {
            lock (read)
            {
                (_present, _next) = _next is { Answer.IsCompleted: true } ? (_next, null) : (_present, _next);
                var age = _present is { } present ? Stopwatch.GetElapsedTime(present.Asked).TotalSeconds : double.MaxValue;
                _next ??= age > 0.6 ? (read(), Stopwatch.GetTimestamp()) : null;
                return (age < 1 ? _present : _next)!.Value.Answer;
            }
        }
    }
}
