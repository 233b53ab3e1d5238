namespace FinAut.Api.Http;

/// <summary>The resources' names as their paths carry them.</summary>
public static class ResourceNames
{
    /// <summary>People.</summary>
    public const string User = "user";

    /// <summary>Companies.</summary>
    public const string Companies = "companies";

    /// <summary>Departments.</summary>
    public const string Departments = "departments";

    /// <summary>Franchises.</summary>
    public const string Franchises = "franchises";

    /// <summary>Employments.</summary>
    public const string Employment = "employment";

    /// <summary>User roles.</summary>
    public const string UserRole = "userrole";

    /// <summary>Ordninger.</summary>
    public const string Ordninger = "ordninger";

    /// <summary>Statuses.</summary>
    public const string UserStatus = "userstatus";

    /// <summary>The statuses that hold today.</summary>
    public const string LatestUserStatus = "latestuserstatus";

    /// <summary>Exam results.</summary>
    public const string Results = "results";

    /// <summary>Competency goals.</summary>
    public const string CompetencyGoal = "competency_goal";

    /// <summary>Webhook endpoints.</summary>
    public const string WebhookEndpoint = "webhook_endpoint";

    /// <summary>Webhook deliveries.</summary>
    public const string WebhookDelivery = "webhook_delivery";

    /// <summary>Competency results.</summary>
    public const string CompetencyResult = "competency_result";
}
