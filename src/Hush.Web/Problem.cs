using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hush.Web;

/// <summary>An error as problem details (RFC 9457): what is wrong, and what to do.</summary>
/// <param name="Status">The HTTP status code.</param>
/// <param name="Title">The kind of problem, in a few words.</param>
/// <param name="Detail">What is wrong and what to do, in one or two sentences.</param>
internal sealed record Problem(int Status, string Title, string Detail)
{
    /// <summary>What the server requires; null if that is not a single value.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Expected { get; init; }

    /// <summary>What the request contained instead.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Got { get; init; }

    /// <summary>Seconds to wait before the next attempt.</summary>
    [JsonIgnore]
    public int? RetryAfter { get; init; }
}

/// <summary>A request that cannot be fulfilled.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem => problem;
}

/// <summary>Converts exceptions to problem details.</summary>
internal static partial class Problems
{
    private const int DiskFull = 28, WindowsDiskFull = unchecked((int)0x80070070);

    public static Problem Of(Exception failure, ServeOptions options) => failure switch
    {
        ProblemException e => e.Problem,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new Problem(
            StatusCodes.Status413PayloadTooLarge, "File too large",
            $"The file is larger than {options.MaxUpload / 1_000_000} MB. Send a smaller file, or raise the limit when the " +
            "server is started.")
        {
            Expected = $"at most {options.MaxUpload} bytes",
        },
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => new Problem(
            StatusCodes.Status408RequestTimeout, "Upload too slow",
            $"The upload was slower than {options.MinUploadRate:0} bytes per second. Try again over a faster connection."),
        BadHttpRequestException e => new Problem(e.StatusCode, "Invalid request", e.Message),
        ImageFormatException { IsLimit: true } e => new Problem(StatusCodes.Status413PayloadTooLarge, "Image too large",
            $"The image is too large: expected {e.Expected}, got {e.Got}. Send a smaller image, or raise the limit when the " +
            "server is started.")
        {
            Expected = e.Expected,
            Got = e.Got,
        },
        ImageFormatException { Pages: { } pages } e => new Problem(StatusCodes.Status422UnprocessableEntity, "Several pages",
            pages > 1 ? $"The file has {pages} pages or frames. Choose one with the parameter page, from 1 to {pages}."
                : "The file is animated. Only its first image can be read, with the parameter page=1.")
        {
            Expected = e.Expected,
            Got = e.Got,
        },
        ImageFormatException e => new Problem(StatusCodes.Status422UnprocessableEntity, "Not a readable image",
            $"The image cannot be read: expected {e.Expected}, got {e.Got}. {e.Advice}")
        {
            Expected = e.Expected,
            Got = e.Got,
        },
        OptionException or CheckpointException or RecipeException => new Problem(
            StatusCodes.Status400BadRequest, "Invalid value", failure.Message),
        HushException => new Problem(StatusCodes.Status409Conflict, "Not possible", failure.Message),
        OutOfMemoryException => new Problem(StatusCodes.Status503ServiceUnavailable, "Out of memory",
            "There is not enough memory for this image. Send a smaller image, or try again later."),
        IOException { HResult: DiskFull or WindowsDiskFull } => new Problem(StatusCodes.Status507InsufficientStorage, "Disk full",
            "The disk for temporary files is full. Free some space, or set TMPDIR to a folder on another disk."),
        OperationCanceledException => new Problem(StatusCodes.Status503ServiceUnavailable, "Canceled",
            "The work was canceled because the server stops. Try again later."),
        _ => new Problem(StatusCodes.Status500InternalServerError, "Internal error",
            $"This is a bug in Hush ({failure.GetType().Name}: {failure.Message}). Please report it."),
    };

    /// <summary>The problem of a request that no handler took.</summary>
    private static Problem OfStatus(int status, HttpRequest request) => status switch
    {
        StatusCodes.Status404NotFound => new Problem(status, "Not found",
            "There is nothing at this address. The page is at /, and /openapi.json lists all addresses of the API."),
        StatusCodes.Status405MethodNotAllowed => new Problem(status, "Wrong method",
            "This address does not support the method. /openapi.json lists all addresses with their methods.")
        {
            Got = request.Method,
        },
        StatusCodes.Status415UnsupportedMediaType => new Problem(status, "Wrong content type",
            "This address does not take content of this type. /openapi.json lists the types.")
        {
            Got = request.ContentType ?? "no content type",
        },
        _ => new Problem(status, "Invalid request", "A parameter has a wrong type. /openapi.json lists all parameters."),
    };

    public static async Task Write(HttpContext context, Problem problem)
    {
        HttpResponse response = context.Response;
        response.StatusCode = problem.Status;
        response.ContentType = "application/problem+json";
        if (problem.RetryAfter is { } seconds)
            response.Headers.RetryAfter = seconds.ToString();
        await response.Body.WriteAsync(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(problem, WebJson.Default.Problem),
            context.RequestAborted);
    }

    /// <summary>Runs the rest of the pipeline, and answers exceptions with problem details.</summary>
    public static async Task Handle(HttpContext context, RequestDelegate next, ServeOptions options, ILogger logger)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400 } response)
                await Write(context, OfStatus(response.StatusCode, context.Request));
        }
        catch (Exception e) when (context.RequestAborted.IsCancellationRequested)
        {
            LogGone(logger, context.Request.Path.Value ?? "", e.GetType().Name);
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            Problem problem = Of(e, options);
            if (problem.Status == StatusCodes.Status500InternalServerError)
                LogBug(logger, e);
            await Write(context, problem);
        }
    }

    [LoggerMessage(LogLevel.Debug, "The client of {Path} is gone ({Reason}).")]
    private static partial void LogGone(ILogger logger, string path, string reason);

    [LoggerMessage(LogLevel.Error, "A request failed.")]
    private static partial void LogBug(ILogger logger, Exception failure);
}
