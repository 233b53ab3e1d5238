namespace FinAut.Domain.Data;

/// <summary>Whether this build can run on SQL Server.</summary>
public static class SqlServerSupport
{
    /// <summary>False for a build with <c>SqlServerPackages=minimal</c>, which only compiles, migrates and scripts.</summary>
    public static bool IsFull =>
#if SQLSERVER_MINIMAL
        false;
#else
        true;
#endif
}
