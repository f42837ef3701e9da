using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Hush.Web;

/// <summary>Reads JSON from a request.</summary>
internal static class JsonBody
{
    /// <exception cref="ProblemException">The body is not JSON of this type.</exception>
    public static async Task<T?> Read<T>(HttpContext context, JsonTypeInfo<T> type)
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new ProblemException(new Problem(StatusCodes.Status415UnsupportedMediaType, "Not JSON",
                "Send JSON with the header 'Content-Type: application/json'.")
            {
                Expected = "application/json",
                Got = context.Request.ContentType ?? "no content type",
            });
        }

        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted);
        }
        catch (JsonException e)
        {
            throw new ProblemException(new Problem(
                StatusCodes.Status400BadRequest, "Invalid JSON", $"The body cannot be read: {e.Message}"));
        }
    }
}
