using System.Text.Json.Serialization;
using FinAut.Api.Companies;
using FinAut.Api.Competency;
using FinAut.Api.Errors;
using FinAut.Api.Http;
using FinAut.Api.OAuth;
using FinAut.Api.Ordninger;
using FinAut.Api.Results;
using FinAut.Api.Statuses;
using FinAut.Api.UserLogin;
using FinAut.Api.Users;
using FinAut.Api.Webhooks;

namespace FinAut.Api;

/// <summary>Every type that is written as JSON: serialisation is generated at build time.</summary>
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(OAuthError))]
[JsonSerializable(typeof(TokenReply))]
[JsonSerializable(typeof(IntrospectionReply))]
[JsonSerializable(typeof(OAuthMetadata))]
[JsonSerializable(typeof(UserReply))]
[JsonSerializable(typeof(ListReply<UserReply>))]
[JsonSerializable(typeof(EmploymentReply))]
[JsonSerializable(typeof(ListReply<EmploymentReply>))]
[JsonSerializable(typeof(UserRoleReply))]
[JsonSerializable(typeof(ListReply<UserRoleReply>))]
[JsonSerializable(typeof(OrdningReply))]
[JsonSerializable(typeof(ListReply<OrdningReply>))]
[JsonSerializable(typeof(CompanyReply))]
[JsonSerializable(typeof(ListReply<CompanyReply>))]
[JsonSerializable(typeof(DepartmentReply))]
[JsonSerializable(typeof(ListReply<DepartmentReply>))]
[JsonSerializable(typeof(FranchiseReply))]
[JsonSerializable(typeof(ListReply<FranchiseReply>))]
[JsonSerializable(typeof(UserStatusReply))]
[JsonSerializable(typeof(ListReply<UserStatusReply>))]
[JsonSerializable(typeof(ResultReply))]
[JsonSerializable(typeof(ListReply<ResultReply>))]
[JsonSerializable(typeof(CompetencyGoalReply))]
[JsonSerializable(typeof(ListReply<CompetencyGoalReply>))]
[JsonSerializable(typeof(CompetencyResultReply))]
[JsonSerializable(typeof(ListReply<CompetencyResultReply>))]
[JsonSerializable(typeof(WebhookEndpointReply))]
[JsonSerializable(typeof(ListReply<WebhookEndpointReply>))]
[JsonSerializable(typeof(WebhookExchange))]
[JsonSerializable(typeof(UserLoginPost))]
[JsonSerializable(typeof(WebhookDeliveryReply))]
[JsonSerializable(typeof(ListReply<WebhookDeliveryReply>))]
internal sealed partial class ApiJsonContext : JsonSerializerContext;
