namespace FinAut.Tests.Infrastructure;

/// <summary>The paths that every reader of the API knows.</summary>
public static class ApiRoutes
{
    /// <summary>Every list.</summary>
    public static readonly string[] ListPaths =
    [
        "user/", "companies/", "departments/", "franchises/", "employment/", "userrole/", "ordninger/", "userstatus/",
        "latestuserstatus/", "results/", "competency_goal/", "competency_result/",
    ];

    /// <summary>One item of every kind that has items.</summary>
    public static readonly string[] ItemPaths =
    [
        "user/590499/", "companies/2265/", "departments/2266/", "franchises/5001/", "employment/1/", "userrole/afr_ka/", "ordninger/1/",
        "userstatus/1/", "results/1/", "competency_goal/456/", "competency_result/1/",
    ];

    /// <summary>The root, every list and one item of every kind.</summary>
    public static readonly string[] AllPaths = ["", .. ListPaths, .. ItemPaths];

    /// <summary>Every list, for theories.</summary>
    public static TheoryData<string> Lists { get; } = [.. ListPaths];

    /// <summary>The root, every list and one item of every kind, for theories.</summary>
    public static TheoryData<string> All { get; } = [.. AllPaths];
}
