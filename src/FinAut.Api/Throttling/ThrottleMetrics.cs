using System.Diagnostics.Metrics;

namespace FinAut.Api.Throttling;

/// <summary>What an operator watches of the throttle: meter <c>FinAut.Throttling</c>. Whose requests they are, the request log says.</summary>
internal sealed class ThrottleMetrics(IMeterFactory meters)
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "FinAut.Throttling";

    private readonly Counter<long> _refused =
        meters.Create(MeterName).CreateCounter<long>("finaut.throttle.refused", "{request}", "Requests beyond an API user's limit, answered 429.");

    /// <summary>Counts a request that was refused.</summary>
    public void CountRefused() => _refused.Add(1);
}
