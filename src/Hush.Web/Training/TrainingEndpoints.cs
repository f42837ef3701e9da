using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hush.Training;
using Hush.Web.Safety;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Hush.Web.Training;

/// <summary>A recipe that comes with Hush.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">Its purpose.</param>
/// <param name="Recipe">All fields.</param>
internal sealed record RecipeInfo(string Name, string Description, JsonNode Recipe);

/// <summary>A training to start.</summary>
/// <param name="Recipe">The name of a recipe.</param>
/// <param name="Name">The name of the run.</param>
/// <param name="Changes">Fields to change, by their path, such as optimizer.rate.</param>
internal sealed record RunRequest(string? Recipe, string? Name, IReadOnlyDictionary<string, string>? Changes);

internal sealed record RunStarted(string Name);

/// <summary>What is known about a run at one moment. Sent when it changes.</summary>
/// <param name="Summary">The state of the run folder.</param>
/// <param name="Rows">All epochs so far; null if they have not changed since the last event.</param>
/// <param name="Training">The training, if this server runs it.</param>
internal sealed record RunEvent(RunSummary Summary, IReadOnlyList<EpochRow>? Rows, TrainingState? Training);

/// <summary>The addresses under /api that list, watch and start trainings.</summary>
internal static class TrainingEndpoints
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(500), s_heartbeat = TimeSpan.FromSeconds(15);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/runs", (RunList runs) => Results.Json([.. runs.All()], WebJson.Default.RunSummaryArray))
            .WithSummary("List all runs").Produces<RunSummary[]>(200);
        routes.MapGet("/api/recipes", () => Results.Json(
                [
                    .. Recipe.Names.Select(Recipe.LoadBuiltIn)
                        .Select(r => new RecipeInfo(r.Name, r.Description, JsonNode.Parse(r.ToJson())!)),
                ],
                WebJson.Default.RecipeInfoArray))
            .WithSummary("List the recipes that come with Hush").Produces<RecipeInfo[]>(200);
        routes.MapGet("/api/recipe-schema", () => Results.Stream(
                typeof(Recipe).Assembly.GetManifestResourceStream("recipes/recipe.schema.json")!, "application/json"))
            .WithSummary("The JSON schema of recipes").Produces<Stream>(200, "application/json");
        routes.MapPost("/api/runs", Start)
            .WithSummary("Start a training").Accepts<RunRequest>("application/json").Produces<RunStarted>(200)
            .ProducesProblem(400).ProducesProblem(409);
        routes.MapGet("/api/events", Events)
            .WithSummary("Watch a run: server-sent events").Produces<RunEvent>(200, "text/event-stream").ProducesProblem(404);
        routes.MapGet("/api/report", Report)
            .WithSummary("The HTML report of a run").Produces<Stream>(200, "text/html").ProducesProblem(404);
        routes.MapPost("/api/stop", ([Description("The name of the run.")] string run, TrainingDesk desk) =>
            {
                desk.Stop(run);
                return Results.NoContent();
            })
            .WithSummary("Stop a training and save it").Produces(204).ProducesProblem(409);
        routes.MapPost("/api/resume", ([Description("The name of the run.")] string run, TrainingDesk desk, RunList runs) =>
            {
                desk.Resume(runs.Get(run), run);
                return Results.NoContent();
            })
            .WithSummary("Resume a training").Produces(204).ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<IResult> Start(HttpContext context, TrainingDesk desk)
    {
        RunRequest? request = await JsonBody.Read(context, WebJson.Default.RunRequest);
        if (request?.Recipe is not { } name || !Recipe.Names.Contains(name))
        {
            throw new ProblemException(new Problem(400, "Unknown recipe", "Choose one of the recipes that come with Hush.")
            {
                Expected = string.Join(", ", Recipe.Names),
                Got = request?.Recipe ?? "none",
            });
        }

        var recipe = Recipe.LoadBuiltIn(name);
        foreach ((string field, string value) in request.Changes ?? new Dictionary<string, string>())
            recipe = recipe.With(field, value);
        return Results.Json(new RunStarted(desk.Start(recipe, request.Name ?? name)), WebJson.Default.RunStarted);
    }

    private static async Task Events(
        HttpContext context,
        RunList runs,
        TrainingDesk desk,
        IHostApplicationLifetime lifetime,
        [Description("The name of the run.")] string run)
    {
        RunFolder? folder = runs.Find(run);
        if (folder is null && desk.State?.Run != run)
            runs.Get(run);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.ContentType = "text/event-stream";
        RunEvent? last = null;
        long sent = TimeProvider.System.GetTimestamp(), rowsOf = -1;
        try
        {
            while (true)
            {
                folder ??= runs.Find(run);
                TrainingState? training = desk.State is { } state && state.Run == run ? state : null;
                var read = folder is null ? null : runs.Read(folder.Path);
                if (read is not null || training is not null)
                {
                    RunSummary summary = read?.Summary
                        ?? new RunSummary(run, "", "", training!.Epochs, 0, null, "running", false, false, DateTimeOffset.UnixEpoch);
                    bool isNewLog = rowsOf != summary.Changed.UtcTicks;
                    var now = new RunEvent(summary, null, training);
                    if (now != last || isNewLog)
                    {
                        (last, rowsOf) = (now, summary.Changed.UtcTicks);
                        await Send(context, now with { Rows = isNewLog ? read?.Rows : null }, cancel.Token);
                        sent = TimeProvider.System.GetTimestamp();
                    }
                }

                if (TimeProvider.System.GetElapsedTime(sent) > s_heartbeat)
                {
                    await context.Response.Body.WriteAsync(": still here\n\n"u8.ToArray(), cancel.Token);
                    await context.Response.Body.FlushAsync(cancel.Token);
                    sent = TimeProvider.System.GetTimestamp();
                }

                await Task.Delay(s_poll, cancel.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The page was closed, or the server stops.
        }
    }

    private static async Task Send(HttpContext context, RunEvent value, CancellationToken cancel)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(value, WebJson.Default.RunEvent);
        await context.Response.Body.WriteAsync((byte[])[.. "data: "u8, .. json, (byte)'\n', (byte)'\n'], cancel);
        await context.Response.Body.FlushAsync(cancel);
    }

    private static async Task Report(HttpContext context, RunList runs, [Description("The name of the run.")] string run)
    {
        RunFolder folder = runs.Get(run);
        if (!File.Exists(folder.Report))
            throw new ProblemException(new Problem(404, "No report", "This run has no report yet. It is written when training starts."));
        context.Response.Headers.ContentSecurityPolicy = SafetyHeaders.Report;
        context.Response.ContentType = "text/html; charset=utf-8";
        await using var file = new FileStream(
            folder.Report, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 0, useAsync: true);
        await file.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
