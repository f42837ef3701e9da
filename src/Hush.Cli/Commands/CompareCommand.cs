using System.CommandLine;
using System.Text.Json.Nodes;
using Hush.Cli.Arguments;
using Hush.Cli.Display;
using Hush.Comparison;
using Hush.Imaging.Datasets;
using Hush.Numerics.Text;
using Hush.Reports.Comparisons;
using Hush.Reports.Pictures;
using Spectre.Console;

namespace Hush.Cli.Commands;

/// <summary><c>hush compare RUN...</c>: puts several runs into one report.</summary>
internal static class CompareCommand
{
    private const string DefaultFile = "comparison.html";

    public static Command Create(CommandContext context, ExampleHelp examples)
    {
        var runs = new Argument<string[]>("RUN")
        {
            Description = $"Two to {RunComparison.MaxRuns} run folders, finished or not.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string?> output = Values.Text("--output", "FILE", $"The report, an HTML file (default: {DefaultFile}).", "-o");
        Option<bool> overwrite = Values.Flag("--overwrite", "Replace an existing report.");
        Option<string?> root = SharedOptions.DataRoot();
        Option<int?> threads = SharedOptions.Threads();
        Option<bool> json = SharedOptions.Json();
        var command = new Command("compare", "Compare runs: results, curves, images and settings in one report.")
        {
            runs, output, overwrite, root, threads, json,
        };
        command.SetAction(parsed =>
        {
            string[] folders = parsed.GetRequiredValue(runs);
            string file = parsed.GetValue(output) ?? DefaultFile;
            RequireSeveral(folders);
            OutputFile.Check(file, ".html", parsed.GetValue(overwrite));
            return Run(folders, file, DatasetOptions.From(parsed.GetValue(root)),
                parsed.GetValue(threads) ?? Environment.ProcessorCount, parsed.GetValue(json), context);
        });
        examples.Add(
            command,
            "hush compare runs/mnist runs/notebook-mnist",
            "hush compare runs/small runs/wide runs/deep -o runs/comparison.html --overwrite");
        return command;
    }

    private static void RequireSeveral(string[] folders)
    {
        if (folders.Length is < 2 or > RunComparison.MaxRuns)
            throw new WrongUseException($"A comparison needs 2 to {RunComparison.MaxRuns} runs, got {folders.Length}. " +
                "Give several run folders.");
        var given = new HashSet<string>(StringComparer.Ordinal);
        if (Array.Find(folders, f => !given.Add(Path.TrimEndingDirectorySeparator(Path.GetFullPath(f)))) is { } twice)
            throw new WrongUseException($"The run '{Printable.Escape(twice)}' is given twice. Give each run once.");
    }

    private static int Run(string[] folders, string file, DatasetOptions datasets, int threads, bool json, CommandContext context)
    {
        using var interruption = new Interruption(context);
        RunComparison comparison = ProgressViews.Run(context.Terminal.Error, view =>
        {
            IReadOnlyList<ComparedRun> runs = RunComparison.ReadRuns(folders);
            var notes = new List<string>();
            ComparedPictures? pictures = ComparedPictures.Of(
                runs, datasets, threads, notes, new FetchDisplay(view), progress: null, interruption.Token);
            return RunComparison.Of(runs, pictures, notes);
        });
        ComparisonPage.Write(comparison, file, ReportPng.Encode);
        TextChannel output = context.Terminal.Output;
        if (json)
        {
            output.Json(AsJson(comparison, file).ToJsonString(Hush.Json.Options));
            return ExitCode.Done;
        }

        Table table = Tables.New("run", "epochs", "PSNR, dB", "SSIM", "validation, dB", "time");
        foreach (ComparedRun run in comparison.Runs)
        {
            Tables.Add(
                table,
                run.Name,
                run.Results is null ? $"{run.Log.Count} of {run.Recipe.Epochs}" : Figures.Count(run.Log.Count),
                run.Results is { } r ? Figures.PsnrWithSpread(r.Evaluation.Denoised) : "-",
                run.Results is { } s ? Figures.SsimWithSpread(s.Evaluation.Denoised) : "-",
                Figures.Decibels(run.Best.ValidationPsnr),
                Figures.Time(TimeSpan.FromSeconds(run.Log[^1].Seconds)));
        }

        Tables.Write(output, table);
        foreach (string note in comparison.Notes)
            output.Labeled("note", "yellow", note);
        output.Line($"Report: {file}");
        return ExitCode.Done;
    }

    private static JsonObject AsJson(RunComparison comparison, string file) => new()
    {
        ["report"] = file,
        ["runs"] = new JsonArray([.. comparison.Runs.Select(run => (JsonNode)new JsonObject
        {
            ["name"] = run.Name,
            ["folder"] = run.Folder.Path,
            ["finished"] = run.Results is not null,
            ["epochs"] = run.Log.Count,
            ["best_epoch"] = run.Best.Epoch,
            ["validation_psnr"] = Finite(run.Best.ValidationPsnr),
            ["psnr_mean"] = Finite(run.Results?.Evaluation.Denoised.PsnrMean),
            ["ssim_mean"] = Finite(run.Results?.Evaluation.Denoised.SsimMean),
            ["train_seconds"] = run.Log[^1].Seconds,
        })]),
        ["settings"] = new JsonArray([.. comparison.Settings.Select(setting => (JsonNode)new JsonObject
        {
            ["field"] = setting.Field,
            ["values"] = new JsonArray([.. setting.Values.Select(value => value is null ? null : JsonNode.Parse(value))]),
        })]),
        ["notes"] = new JsonArray([.. comparison.Notes.Select(note => (JsonNode)note)]),
    };

    private static JsonNode? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
