using System.Text.Json;
using System.Text.Json.Serialization;
using FinAut.Api.Http;

namespace FinAut.Api.UserLogin;

/// <summary>What an LMS is posted when a candidate has linked their person to it.</summary>
/// <param name="ExtUserId">The person in the LMS, as it came in the URL.</param>
/// <param name="EncryptedUserId">The person here, for this LMS.</param>
public sealed record UserLoginPost(
    [property: JsonPropertyName("ext_user_id")] string ExtUserId, [property: JsonPropertyName("encrypted_userid")] string EncryptedUserId)
{
    internal static string Of(string extUserId, string encryptedUserId) =>
        JsonSerializer.Serialize(new UserLoginPost(extUserId, encryptedUserId), ApiJson.Context.UserLoginPost);
}
