using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Hush.Web.Safety;

/// <summary>
/// Rejects requests that other websites cause: those addressed to a foreign name (DNS rebinding), those that come from another origin
/// (CSRF), and, where a token is required, those without it.
/// </summary>
internal sealed class RequestGuard(ServeOptions options)
{
    private const string TokenCookie = "hush-token", TokenQuery = "token", Bearer = "Bearer ";

    private readonly HashSet<string> _names = new(
        ["localhost", "127.0.0.1", "[::1]", "::1", .. options.IsLoopback ? [] : (string[])[Environment.MachineName], .. options.HostNames],
        StringComparer.OrdinalIgnoreCase);

    private readonly byte[]? _token = options.Token is { } token ? Encoding.UTF8.GetBytes(token) : null;

    /// <summary>A new random token, 128 bits.</summary>
    public static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public Task Check(HttpContext context, RequestDelegate next)
    {
        HttpRequest request = context.Request;
        if (!IsKnown(request.Host.Host))
        {
            return Problems.Write(context, new Problem(StatusCodes.Status421MisdirectedRequest, "Unknown host name",
                $"This server does not answer to the name '{Shown(request.Host.Host)}'. Open it by its address, or allow the name when " +
                "the server is started."));
        }

        if (!IsSameOrigin(request))
        {
            return Problems.Write(context, new Problem(StatusCodes.Status403Forbidden, "Request from another website",
                "Only this server's own page may send this request. Programs must omit the Origin header."));
        }

        if (_token is null || request.Path == HealthPath)
            return next(context);
        if (HttpMethods.IsGet(request.Method) && request.Query[TokenQuery].ToString() is { Length: > 0 } given && IsToken(given))
        {
            context.Response.Cookies.Append(TokenCookie, given, new CookieOptions
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Strict,
                Secure = request.IsHttps,
                Path = "/",
            });
            context.Response.Redirect("/");         // the token leaves the address bar
            return Task.CompletedTask;
        }

        if (HasToken(request))
            return next(context);
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.Write(context, new Problem(StatusCodes.Status401Unauthorized, "Token required",
            "Open the address with the token that the server printed when it was started, or send the header " +
            "'Authorization: Bearer TOKEN'."));
    }

    /// <summary>The path that needs no token: container runtimes ask it.</summary>
    public const string HealthPath = "/healthz";

    /// <summary>
    /// Known names, and all IP addresses if the server is not on a loopback address: DNS rebinding needs a name.
    /// </summary>
    private bool IsKnown(string host) =>
        _names.Contains(host) || (!options.IsLoopback && IPAddress.TryParse(host.Trim('[', ']'), out _));

    private static bool IsSameOrigin(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            return true;        // changes nothing, and other origins cannot read the answer
        if (request.Headers.Origin.ToString() is { Length: > 0 } origin)
        {
            return Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
                && string.Equals(uri.Authority, WithoutDefaultPort(request), StringComparison.OrdinalIgnoreCase);
        }

        return request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none";
    }

    private static string WithoutDefaultPort(HttpRequest request) =>
        request.Host.Port is 80 or 443 ? request.Host.Host : request.Host.Value ?? "";

    private bool HasToken(HttpRequest request)
    {
        string header = request.Headers.Authorization.ToString();
        return (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && IsToken(header[Bearer.Length..].Trim()))
            || (request.Cookies[TokenCookie] is { } cookie && IsToken(cookie));
    }

    private bool IsToken(string given) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), _token);

    private static string Shown(string host) => host.Length > 100 ? host[..100] : host;
}
