using Hush.Recipes;
using Hush.Training;

namespace Hush.Comparison;

/// <summary>Several runs, what differs between them, and what a reader must know before comparing their scores.</summary>
/// <param name="Runs">The runs, in the order in which they were given.</param>
/// <param name="Notes">Reasons why scores or curves are not comparable, and unfinished runs; one or two sentences each.</param>
/// <param name="Settings">The recipe fields that differ.</param>
/// <param name="Pictures">Test images denoised by every model; null if they cannot be shown.</param>
internal sealed record RunComparison(
    IReadOnlyList<ComparedRun> Runs, IReadOnlyList<string> Notes, IReadOnlyList<DifferingSetting> Settings, ComparedPictures? Pictures)
{
    /// <summary>The maximum number of runs. More curves in one chart are hard to distinguish.</summary>
    public const int MaxRuns = 8;

    private static readonly string[] s_labels = ["name", "description"];

    /// <summary>Reads the runs.</summary>
    /// <param name="folders">Two to <see cref="MaxRuns"/> different run folders.</param>
    /// <exception cref="RunFolderException">A folder is not a run, is damaged, or has no completed epoch.</exception>
    /// <exception cref="CheckpointException">A model is damaged.</exception>
    public static IReadOnlyList<ComparedRun> ReadRuns(IReadOnlyList<string> folders)
    {
        string[] names = [.. folders.Select(f => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(f))))];
        return [.. folders.Select((folder, i) => ComparedRun.Read(folder, names.Count(n => n == names[i]) == 1 ? names[i] : folder))];
    }

    /// <summary>Compares runs.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="pictures">Test images denoised by every model, if available.</param>
    /// <param name="moreNotes">Further notes, such as why there are no pictures.</param>
    public static RunComparison Of(IReadOnlyList<ComparedRun> runs, ComparedPictures? pictures, IEnumerable<string> moreNotes) =>
        new(runs, [.. NotesOn(runs), .. moreNotes], [.. Differing(runs)], pictures);

    private static IEnumerable<string> NotesOn(IReadOnlyList<ComparedRun> runs)
    {
        if (Groups(runs, DataOf) is { } data)
            yield return $"The runs used different data: {data}. Their scores and curves are not comparable.";
        else if (Groups(runs, run => run.Results is { } r ? $"{r.Evaluation.Images} test images" : null) is { } counts)
            yield return $"The runs were evaluated on different numbers of test images: {counts}. Their scores are not comparable.";
        else if (Groups(runs, run => run.Card?.DatasetHash) is { } contents)
            yield return $"The content of the data differs between the runs, although its name is the same: {contents}. Their scores and " +
                "curves are not comparable.";
        if (Groups(runs, run => run.Recipe.Noise.Create().Description) is { } noise)
            yield return $"The runs used different noise: {noise}. Scores and curves depend on it.";
        else if (Groups(runs, run => run.Results?.Evaluation.Protocol.ToString(), hasValues: false) is not null)
            yield return "The noise of the test images was drawn with different seeds, so scores differ slightly for that reason alone.";
        if (Groups(runs, run => Rule.Name(run.Recipe.Loss)) is { } losses)
            yield return $"The runs minimized different losses: {losses}. Compare the shapes of their curves, not the values.";
        foreach (ComparedRun run in runs.Where(run => run.Results is null))
        {
            yield return $"{run.Name} is not finished: {run.State}. It has no final results yet" +
                (run.Card is null ? " and no model." : "; its pictures are those of its best model so far.");
        }
    }

    private static string DataOf(ComparedRun run)
    {
        DataRecipe data = run.Recipe.Data;
        return data.Name + (data.HeldOut.Count > 0 ? $" without {data.HeldOut.Count} held-out images" : "");
    }

    /// <summary>
    /// Which runs have which value, as text; null if all runs that have a value have the same one.
    /// </summary>
    private static string? Groups(IReadOnlyList<ComparedRun> runs, Func<ComparedRun, string?> value, bool hasValues = true)
    {
        var groups = runs.Where(run => value(run) is not null).GroupBy(value, StringComparer.Ordinal).ToArray();
        return groups.Length < 2
            ? null
            : string.Join("; ", groups.Select(g => $"{string.Join(", ", g.Select(run => run.Name))}{(hasValues ? $" ({g.Key})" : "")}"));
    }

    private static IEnumerable<DifferingSetting> Differing(IReadOnlyList<ComparedRun> runs)
    {
        IReadOnlyDictionary<string, string>[] all = [.. runs.Select(run => RecipeFields.Of(run.Recipe))];
        string[] paths = [.. all.SelectMany(fields => fields.Keys).Distinct().Except(s_labels)];
        string[] groups = [.. paths.Select(Group).Distinct()];
        foreach (string field in paths.OrderBy(path => Array.IndexOf(groups, Group(path))))
        {
            string?[] values = [.. all.Select(fields => fields.GetValueOrDefault(field))];
            if (values.Distinct().Count() > 1)
                yield return new DifferingSetting(field, values);
        }

        static string Group(string path) => path.Split('.')[0];
    }
}

/// <summary>A recipe field that differs between runs.</summary>
/// <param name="Field">The path of the field: <c>optimizer.rate</c>.</param>
/// <param name="Values">Its value in each run, as JSON; null if the recipe does not have the field.</param>
internal sealed record DifferingSetting(string Field, IReadOnlyList<string?> Values);
