namespace FinAut.Api.Docs;

/// <summary>Longer texts of the OpenAPI document.</summary>
internal static class DocsTexts
{
    public const string Introduction =
        """
        The API through which FinAut's member companies and their HR and learning systems follow their candidates in the authorisation
        schemes (ordninger).

        **Sign in**: press *Authorize* and enter your application's client id and secret, or ask `POST /o/token/` for an access token and
        send it as `Authorization: Bearer …`. A token is good for an hour.

        **Requests per hour**: an API user has 200 requests per window of one hour, which begins with the first request. Every reply tells
        where the window stands (`RateLimit`, `X-RateLimit-Remaining` and others); past the limit the answer is 429 with `Retry-After`.

        **Lists** come in pages of 100: `count`, `next`, `previous`, `results`. Follow `next` until it is null.

        **Ids** are URLs. Where a request takes one, a URL, a path and a bare number will all do.

        **Errors** are `application/problem+json` with a `detail` for people, and `errors` by field when a field is wrong (422).
        """;
}
