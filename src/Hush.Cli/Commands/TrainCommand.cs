using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using System.Text.Json.Nodes;
using Hush.Cli.Arguments;
using Hush.Cli.Display;
using Hush.Learning.Distributed;
using Hush.Training;

namespace Hush.Cli.Commands;

/// <summary><c>hush train RECIPE</c>: trains a model in a run folder, evaluates it and writes a report.</summary>
internal static class TrainCommand
{
    public static Command Create(CommandContext context, ExampleHelp examples)
    {
        var recipe = new Argument<string>("RECIPE")
        {
            Description = $"The name of a recipe ({string.Join(", ", Recipe.Names)}), or a JSON file.",
        };
        Option<string?> output = Values.Text("--out", "DIR", "The run folder (default: runs/RECIPE).");
        Option<int?> epochs = Values.Count("--epochs", "The number of epochs.");
        Option<int?> batch = Values.Count("--batch", "The batch size.");
        Option<double?> rate = Values.Positive("--rate", "X", "The learning rate.");
        Option<ulong?> seed = Values.Seed("--seed", "Random seed for the split, the initial weights, the image order and the noise.");
        Option<NumberRange?> sigma = Values.SigmaRange(
            "--sigma", "Standard deviation of the noise on the 0 to 255 scale, or a range to draw it from.");
        Option<int?> limit = Values.Count(
            "--limit", "Train on only the first N images that remain after the validation split. Does not affect the test set.");
        Option<string?> data = Values.Text("--data", "NAME|DIR", "The name of a dataset, or a folder of images.");
        Option<string?> from = Values.Text(
            "--from", "MODEL", "Start from a model's weights: continue where another run ended, or fine-tune a model that comes with " +
            "Hush on your own photos.");
        Option<string?> architecture = Values.Text(
            "--architecture", "FILE", "Train the network in this JSON file, a list of layers, instead of the recipe's.");
        Option<KeyValuePair<string, string>[]?> set = Values.Fields(
            "--set", "Change any field of the recipe. Can be repeated.");
        Option<string?> root = SharedOptions.DataRoot();
        Option<int?> threads = SharedOptions.Threads();
        Option<bool> resume = Values.Flag("--resume", "Resume the run in the run folder as if it had never stopped; with --epochs " +
            "N, train up to N epochs.");
        Option<bool> overwrite = Values.Flag("--overwrite", "Replace the run in the run folder.");
        Option<bool> tensorBoard = Values.Flag(
            "--tensorboard", "Also write an event file for TensorBoard into the run folder. A resumed run continues it.");
        Option<bool> json = SharedOptions.Json();
        var command = new Command("train", "Train a network, evaluate it on the test set and write a report.")
        {
            recipe, output, epochs, batch, rate, seed, sigma, limit, data, from, architecture, set, root, threads, resume, overwrite,
            tensorBoard, json,
        };
        command.SetAction(parsed =>
        {
            RecipeChange?[] changes =
            [
                Change("epochs", parsed.GetValue(epochs), (r, n) => r with { Epochs = n!.Value }),
                Change("batch", parsed.GetValue(batch), (r, n) => r with { Batch = n!.Value }),
                Change("optimizer.rate", parsed.GetValue(rate), (r, x) => r with { Optimizer = r.Optimizer with { Rate = x!.Value } }),
                Change("seed", parsed.GetValue(seed), (r, n) => r with { Seed = n!.Value }),
                Change("noise.sigma", parsed.GetValue(sigma), (r, s) => r with { Noise = r.Noise with { Sigma = s } }),
                Change("data.limit", parsed.GetValue(limit), (r, n) => r with { Data = r.Data with { Limit = n } }),
                Change("data.name", parsed.GetValue(data), (r, name) => r with { Data = r.Data with { Name = name! } }),
                Change("from", parsed.GetValue(from), (r, model) => r with { From = model }),
                Change("model", parsed.GetValue(architecture), (r, file) => r with { Model = ModelRecipe.LoadFile(file!) }),
                .. (parsed.GetValue(set) ?? []).Select(f => new RecipeChange(f.Key, r => r.With(f.Key, f.Value))),
            ];
            var settings = new TrainSettings
            {
                Recipe = parsed.GetRequiredValue(recipe),
                Out = parsed.GetValue(output),
                Changes = [.. changes.OfType<RecipeChange>()],
                DataRoot = parsed.GetValue(root),
                Threads = parsed.GetValue(threads),
                Resume = parsed.GetValue(resume),
                Overwrite = parsed.GetValue(overwrite),
                TensorBoard = parsed.GetValue(tensorBoard),
            };
            string typed = $"hush {string.Join(' ', parsed.Tokens.Select(t => Invocation.Quote(t.Value)))}";
            bool isJson = parsed.GetValue(json);
            return RankedCommand.Run(
                context,
                (ranks, own) => Run(settings, isJson, ranks, own, typed),
                CommonPart(parsed, root, threads),
                isJson,
                () => File.Exists(new RunFolder(settings.Folder).Checkpoint) ? settings.ResumeCommand(context.Program) : null);
        });
        examples.Add(
            command,
            "hush train mnist --out runs/mnist",
            "hush train mnist --out runs/mnist --resume",
            "hush train mnist --out runs/mnist --resume --epochs 20",
            "hush train photo-color --from photo-color --data pics/ --set filter_rate=5e-3",
            "hush train mnist --out runs/mnist --tensorboard",
            "hush train mnist --architecture my-network.json --out runs/my-network",
            "hush train my-recipe.json --data photos/ --epochs 10 --set model.widths=16,32");
        return command;
    }

    /// <summary>The command line without options that depend on the machine.</summary>
    private static string CommonPart(ParseResult parsed, params Option[] own)
    {
        IEnumerable<string> words = parsed.CommandResult.Children.SelectMany(part => part switch
        {
            OptionResult given when given.Implicit || own.Contains(given.Option) => [],
            OptionResult given => [given.Option.Name, .. given.Tokens.Select(t => t.Value)],
            _ => part.Tokens.Select(t => t.Value),
        });
        return $"hush train {string.Join(' ', words.Select(Invocation.Quote))}";
    }

    private static int Run(TrainSettings settings, bool json, ICommunicator ranks, CommandContext context, string typed)
    {
        TextChannel people = json ? context.Terminal.Error : context.Terminal.Output;
        TrainOptions? own = ranks.Rank == 0 ? settings.ToOptions(people.Text) : null;
        byte[] recipe = ranks.Broadcast(own == null ? null : Encoding.UTF8.GetBytes(own.Recipe.ToJson()));
        TrainOptions options = (own ?? settings.ToOptions(Recipe.Parse(Encoding.UTF8.GetString(recipe), "the recipe of rank 0"))) with
        {
            Command = settings.Resume ? settings.RepeatCommand : typed,
            Ranks = ranks,
        };
        TrainResult result;
        TrainDisplay? display = null;
        using var interruption = new Interruption(context);
        try
        {
            result = ProgressViews.Run(people, view =>
            {
                using CancellationTokenRegistration notice = interruption.Token.Register(() => view.Line(ranks.Count == 1
                    ? "Stopping after this step and saving everything. Press Ctrl-C again to quit immediately."
                    : "Stopping after this step, and saving everything unless a rank was lost."));
                display = new TrainDisplay(view, TimeProvider.System, new RunFolder(options.Folder).Report);
                return interruption.AbandonableUntil(() => Trainer.Train(options, display, interruption.Token), () => display.HasBegun);
            });
        }
        catch (OperationCanceledException)
        {
            bool isOurs = settings.Resume || display is { HasBegun: true };
            throw Interrupted(settings, context, isOurs && File.Exists(new RunFolder(options.Folder).Checkpoint));
        }

        if (ranks.Rank > 0)
            return result.IsInterrupted ? ExitCode.Interrupted : ExitCode.Done;
        if (result.Metrics is not { } metrics)
            return Errors.Show(context.Terminal, Interrupted(settings, context, isSaved: true), json, []);
        ShowResult(people, options.Recipe, result, metrics);
        if (json)
            context.Terminal.Output.Json(AsJson(result, metrics));
        return ExitCode.Done;
    }

    /// <summary>
    /// Reports a model that is worse than a filter as a warning, not as a failure: the training itself succeeded. Scripts find this in
    /// the JSON.
    /// </summary>
    private static void ShowResult(TextChannel people, Recipe recipe, TrainResult result, TrainingMetrics metrics)
    {
        people.Text(Conclusion(metrics));
        ScoreTable.Write(people, metrics.Measurement);
        Protocols.Write(people, metrics.Measurement);
        if (metrics.Verdict.FineTuning is { } tuning)
            FineTuningTable.Write(people, tuning);
        people.Line($"Model:  {result.Files.Model}");
        people.Line($"Report: {result.Files.Report}");
        VerdictDisplay.Write(people, recipe, metrics.Verdict);
    }

    /// <summary>The content of metrics.json, plus the paths of the model and the report.</summary>
    private static string AsJson(TrainResult result, TrainingMetrics metrics)
    {
        JsonObject json = metrics.ToJsonObject();
        json.Add("model", result.Files.Model);
        json.Add("report", result.Files.Report);
        return json.ToJsonString(Hush.Json.Options);
    }

    private static InterruptedException Interrupted(TrainSettings settings, CommandContext context, bool isSaved) => new(isSaved
        ? $"Interrupted. Progress is saved in '{settings.Folder}'. To resume:\n  {settings.ResumeCommand(context.Program)}"
        : "Interrupted before training started; nothing was written.");

    private static string Conclusion(TrainingMetrics metrics)
    {
        TrainingCost cost = metrics.Cost;
        string time = $"{Figures.Time(TimeSpan.FromSeconds(cost.TrainSeconds))} of training";
        string speed = cost.ImagesPerSecond is { } value ? $", {Figures.Speed(value)}" : "";
        string early = metrics.Verdict.StoppedEarly is { } stop ? $"stopped early after epoch {stop.Epoch} of {stop.PlannedEpochs}: " +
            $"{stop.Reason}; " : "";
        string epochs = cost.Epochs == 1 ? "epoch" : "epochs";
        return $"{cost.Epochs} {epochs}, {time}{speed}; {early}the weights of epoch {cost.BestEpoch} are kept";
    }

    private static RecipeChange? Change<T>(string field, T value, Func<Recipe, T, Recipe> apply) =>
        value is null ? null : new RecipeChange(field, recipe => apply(recipe, value));
}
