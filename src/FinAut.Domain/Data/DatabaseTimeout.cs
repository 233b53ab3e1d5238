using System.Data.Common;
using Microsoft.Data.SqlClient;

namespace FinAut.Domain.Data;

/// <summary>Tells a database that did not answer from one that refused.</summary>
public static class DatabaseTimeout
{
    private const int SqlClientTimeout = -2;

    /// <summary>True when the exception says that no answer came within the limit for connections or commands.</summary>
    public static bool Is(DbException exception) =>
        exception.GetBaseException() is TimeoutException || exception is SqlException { Number: SqlClientTimeout };
}
