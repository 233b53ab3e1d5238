using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace FinAut.Domain.Data.PostgreSql;

/// <summary>
/// Gives every statement a command of its own. Npgsql 10.0 would take a connection's former command again, which still believes in
/// the prepared statement of a physical connection that broke, and fails from then on (NullReferenceException in
/// NpgsqlDataReader.NextResult).
/// </summary>
internal sealed class UnsharedCommands : DbCommandInterceptor
{
    /// <inheritdoc/>
    public override InterceptionResult<DbCommand> CommandCreating(CommandCorrelatedEventData eventData, InterceptionResult<DbCommand> result) =>
        InterceptionResult<DbCommand>.SuppressWithResult(new NpgsqlCommand { Connection = (NpgsqlConnection)eventData.Connection });
}
