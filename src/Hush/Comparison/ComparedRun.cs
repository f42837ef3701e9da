using System.Text.Json;
using Hush.Learning.Training;
using Hush.Models;
using Hush.Training;

namespace Hush.Comparison;

/// <summary>A run folder: its recipe, its log and, once it is finished, its results.</summary>
/// <param name="Name">The name of the run in the comparison, which no other run has.</param>
/// <param name="Folder">The folder.</param>
/// <param name="Recipe">The complete recipe.</param>
/// <param name="Log">The completed epochs, at least one.</param>
/// <param name="Card">The card of the model; null if there is none yet.</param>
/// <param name="Results">The final evaluation and its cost; null for a run that is not finished.</param>
internal sealed record ComparedRun(
    string Name, RunFolder Folder, Recipe Recipe, IReadOnlyList<EpochMetrics> Log, ModelCard? Card, FinalResults? Results)
{
    /// <summary>The epoch whose weights were kept, or would be if training ended now.</summary>
    public EpochMetrics Best => Results is { } results && Log.FirstOrDefault(e => e.Epoch == results.Cost.BestEpoch) is { } kept
        ? kept
        : Log.MinBy(e => double.IsNaN(e.ValidationLoss) ? double.PositiveInfinity : e.ValidationLoss)!;

    /// <summary>Number of learned parameters; null if there is no model yet.</summary>
    public long? Parameters => Card?.Parameters;

    /// <summary>For example <c>finished</c> or <c>epoch 3 of 10</c>.</summary>
    public string State => Results is null ? $"epoch {Log.Count} of {Recipe.Epochs}" : "finished";

    /// <summary>Reads a run folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="name">The name of the run in the comparison.</param>
    /// <exception cref="RunFolderException">The folder is not a run, has no completed epoch, or one of its files is damaged.</exception>
    /// <exception cref="CheckpointException">The model is damaged.</exception>
    public static ComparedRun Read(string path, string name)
    {
        var folder = new RunFolder(path);
        if (!Directory.Exists(path) || !File.Exists(folder.Recipe))
        {
            string found = Directory.Exists(path) ? "it has no recipe.json" : File.Exists(path) ? "it is a file" : "it does not exist";
            throw new RunFolderException($"'{path}' is not a run folder: {found}. Give a folder that training wrote.");
        }

        Recipe recipe = ReadRecipe(folder);
        IReadOnlyList<EpochMetrics> log = ReadLog(folder);
        FinalResults? results = File.Exists(folder.Metrics) ? ReadResults(folder) : null;
        return new ComparedRun(name, folder, recipe, log, ReadCard(folder, results is not null), results);
    }

    private static Recipe ReadRecipe(RunFolder folder)
    {
        try
        {
            return Recipe.LoadFile(folder.Recipe).EnsureValid();
        }
        catch (RecipeException e)
        {
            throw Damaged(folder.Recipe, e.Message, e);
        }
    }

    private static IReadOnlyList<EpochMetrics> ReadLog(RunFolder folder)
    {
        try
        {
            if (!File.Exists(folder.Log) && File.Exists(folder.Metrics))
                throw Damaged(folder.Log, "The file is missing.");
            IReadOnlyList<EpochMetrics> log = File.Exists(folder.Log) ? TrainingLog.Read(folder.Log) : [];
            return log.Count > 0
                ? log
                : throw new RunFolderException($"The run in '{folder.Path}' has not completed an epoch yet, so there is nothing to " +
                    "compare. Wait for its first epoch, or resume it.");
        }
        catch (FormatException e)
        {
            throw Damaged(folder.Log, e.Message, e);
        }
    }

    private static FinalResults ReadResults(RunFolder folder)
    {
        try
        {
            return FinalResults.Parse(File.ReadAllText(folder.Metrics));
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or InvalidOperationException)
        {
            throw Damaged(folder.Metrics, e.Message, e);
        }
    }

    private static ModelCard? ReadCard(RunFolder folder, bool isFinished)
    {
        if (!isFinished && !File.Exists(folder.Model))
            return null;
        if (!File.Exists(folder.Model))
            throw Damaged(folder.Model, "The file is missing.");
        try
        {
            using Model model = Model.OpenPath(folder.Path);
            return model.Card;
        }
        catch (CheckpointException e)
        {
            throw Damaged(folder.Model, e.Message, e);
        }
    }

    private static RunFolderException Damaged(string file, string why, Exception? inner = null)
    {
        string reason = string.Join(' ', why.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        return new($"'{file}' cannot be read: {reason}{(reason.EndsWith('.') ? "" : ".")} Leave this run out, or train it again.", inner);
    }
}

/// <summary>The content of metrics.json.</summary>
/// <param name="Evaluation">The evaluation on the test set.</param>
/// <param name="Cost">The cost of the training.</param>
internal sealed record FinalResults(EvaluationResult Evaluation, TrainingCost Cost)
{
    private const double MaxPsnr = 1000;        // dB, beyond any score of images

    /// <summary>Reads the output of <see cref="TrainingMetrics.ToJson"/>.</summary>
    /// <exception cref="JsonException">The text is not JSON, or fields are missing.</exception>
    /// <exception cref="FormatException">A value is impossible.</exception>
    public static FinalResults Parse(string json)
    {
        EvaluationResult evaluation = JsonSerializer.Deserialize(json, Json.TypeOf<EvaluationResult>(Json.Options))
            ?? throw new FormatException("It is empty.");
        TrainingCost cost = JsonSerializer.Deserialize(json, Json.TypeOf<TrainingCost>(Json.Options))!;
        if (!new[] { evaluation.Noisy, evaluation.Baseline, evaluation.Denoised }.All(IsPossible))
            throw new FormatException("It has impossible scores.");
        return evaluation is { Protocol: not null, Noisy: not null, Baseline: not null, Denoised: not null, Dataset: not null }
            ? new FinalResults(evaluation, cost)
            : throw new FormatException("It lacks the scores or the noise of the evaluation.");
    }

    private static bool IsPossible(ScoreSummary? scores) => scores is null or
    {
        PsnrMean: (> -MaxPsnr and < MaxPsnr) or double.PositiveInfinity,
        PsnrStd: null or (>= 0 and < MaxPsnr),
        SsimMean: null or (>= -1 and <= 1),
        SsimStd: null or (>= 0 and <= 1),
    };
}
