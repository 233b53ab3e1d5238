namespace FinAut.Api.Pages.Staff.UserLogin;

/// <summary>What staff decide of a UserLogin client, now and later.</summary>
internal sealed class ClientForm
{
    /// <summary>The name that candidates see.</summary>
    public string? Name { get; set; }

    /// <summary>Where encrypted ids are posted.</summary>
    public string? PostUrl { get; set; }

    /// <summary>Where browsers go afterwards.</summary>
    public string? RedirectUrl { get; set; }
}
