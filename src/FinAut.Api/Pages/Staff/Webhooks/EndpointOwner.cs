namespace FinAut.Api.Pages.Staff.Webhooks;

/// <summary>Whose an endpoint is.</summary>
/// <param name="CompanyId">The company, when it is one's.</param>
/// <param name="ClientId">The UserLogin client, when it is one's.</param>
/// <param name="Name">The name of the one or the other.</param>
internal sealed record EndpointOwner(long? CompanyId, long? ClientId, string Name)
{
    /// <summary>What it is called among owners of both kinds.</summary>
    public string Text => ClientId is null ? Name : $"UserLogin: {Bidi.Isolate(Name)}";

    /// <summary>The page that shows the owner.</summary>
    public string Path => ClientId is { } client ? $"/staff/userlogin/{client}/" : $"/staff/companies/{CompanyId}/";
}
