using System.Reflection;
using System.Text.Json.Nodes;
using FinAut.Api.Competency;
using FinAut.Api.Errors;
using FinAut.Api.Results;
using FinAut.Api.Statuses;
using FinAut.Api.Users;
using FinAut.Api.Validation;
using FinAut.Api.Webhooks;
using Microsoft.OpenApi;

namespace FinAut.Api.Docs;

/// <summary>Examples of the refusals (422) that integrators meet, by operation.</summary>
internal static class Refusals
{
    private static readonly (string Name, string Field, string Message)[] OfUser =
    [
        ("missing field", "first_name", FieldMessages.Required),
        ("persnr in use", "persnr", UserWriter.PersnrTaken),
        ("persnr of a person out of reach", "persnr", UserWriter.PersnrOutOfReach),
        ("malformed or foreign persnr", "persnr", UserWriter.NotPersnr),
        ("department of another company", "work_for.department", FieldMessages.ForeignDepartment),
        ("unknown reference", "work_for.company", FieldMessages.DoesNotExist),
        ("malformed reference", "userroles", FieldMessages.NoMatch),
        ("email", "email", FieldMessages.NotEmail),
        ("mobile", "mobile", FieldMessages.NotMobile),
    ];

    private static readonly (string Name, string Field, string Message)[] OfUserChange =
        [("another persnr", "persnr", UserWriter.PersnrFixed), .. OfUser.Where(r => r.Field != "persnr")];

    private static readonly (string Name, string Field, string Message)[] OfUserStatus =
    [
        ("not a status that a company may set", "status", FieldMessages.NotAChoice("afrok")),
        ("the same status again", "status", UserStatusWriter.Same("hvilende")),
        ("withdrawn", "status", UserStatusWriter.Withdrawn),
        ("locked", "status", UserStatusWriter.Locked),
        ("not signed up", "appname", UserStatusWriter.NotSignedUp),
        ("before the sign-up", "status_date", UserStatusWriter.BeforeSignUp),
        ("unknown person", "user", FieldMessages.DoesNotExist),
        ("date", "status_date", FieldMessages.NotDate),
    ];

    private static readonly (string Name, string Field, string Message)[] OfResult =
    [
        ("score", "score", FieldMessages.TooHigh(100)),
        ("contradiction", "status", ResultWriter.Contradiction),
        ("failed topic", "passed", ResultWriter.FailedTopic),
        ("topic", "topics.0.name", FieldMessages.Required),
        ("date ahead", "exam_date", FieldMessages.DateAhead),
    ];

    private static readonly (string Name, string Field, string Message)[] OfCompetencyResult =
    [
        ("unknown encrypted user id", "user", FieldMessages.DoesNotExist),
        ("unknown goal", "goal", FieldMessages.DoesNotExist),
        ("date ahead", "passed_date", FieldMessages.DateAhead),
    ];

    private static readonly (string Name, string Field, string Message)[] OfWebhookEndpoint =
    [
        ("url", "url", GuardRefusal.PublicMessage),
        ("kind", "kind", FieldMessages.NotAChoice("result")),
        ("secret", "secret", WebhookEndpointValidator.NotSecret),
        ("unknown company", "company", FieldMessages.DoesNotExist),
    ];

    private static readonly (string Name, string Field, string Message)[] OfWebhookRotation =
        [("overlap", "overlap_hours", FieldMessages.TooHigh(WebhookRotationValidator.MaxOverlapHours))];

    private static readonly (string Name, string Field, string Message)[] OfResultList = [("date", "from_date", FieldMessages.NotDate)];

    private static readonly (string Name, string Field, string Message)[] OfCompetencyGoalList = [("year", "year", FieldMessages.NotInteger)];

    public static IDictionary<string, IOpenApiExample> Of(MethodInfo action, string instance)
    {
        var refusals = (action.DeclaringType!.Name, action.Name) switch
        {
            (nameof(UserController), nameof(UserController.CreateAsync)) => OfUser,
            (nameof(UserController), _) => OfUserChange,
            (nameof(UserStatusController), _) => OfUserStatus,
            (nameof(ResultsController), nameof(ResultsController.ListAsync)) => OfResultList,
            (nameof(ResultsController), _) => OfResult,
            (nameof(CompetencyGoalController), _) => OfCompetencyGoalList,
            (nameof(CompetencyResultController), _) => OfCompetencyResult,
            (nameof(WebhookEndpointController), nameof(WebhookEndpointController.RotateAsync)) => OfWebhookRotation,
            (nameof(WebhookEndpointController), _) => OfWebhookEndpoint,
            _ => throw new InvalidOperationException($"The refusals of {action.DeclaringType} have no examples."),
        };
        return refusals.ToDictionary(
            r => r.Name.Replace(' ', '_'),
            IOpenApiExample (r) => new OpenApiExample { Summary = r.Name, Value = Example(r.Field, r.Message, instance) });
    }

    private static JsonNode? Example(string field, string message, string instance)
    {
        var problem = Examples.Problem(StatusCodes.Status422UnprocessableEntity, ProblemResult.DetailOf(field, message), instance)!;
        problem["errors"] = new JsonObject { [field] = new JsonArray(message) };
        return problem;
    }
}
