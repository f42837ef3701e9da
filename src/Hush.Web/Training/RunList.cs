using Hush.Learning.Training;
using Hush.Training;

namespace Hush.Web.Training;

/// <summary>An epoch of a run, from its log. Losses and PSNR that are not finite are null.</summary>
internal sealed record EpochRow(int Epoch, double? TrainLoss, double? ValidationLoss, double? ValidationPsnr, double Rate, double Seconds);

/// <summary>A run folder.</summary>
/// <param name="Name">Its path below the folder of all runs, with slashes.</param>
/// <param name="Recipe">The name of the recipe.</param>
/// <param name="Description">The recipe's purpose.</param>
/// <param name="Epochs">Number of epochs planned.</param>
/// <param name="Completed">Number of epochs completed.</param>
/// <param name="Psnr">The best validation PSNR so far in dB.</param>
/// <param name="State">running, finished or stopped.</param>
/// <param name="HasReport">Whether there is a report.</param>
/// <param name="HasModel">Whether there is a model.</param>
/// <param name="Changed">When the log was last written.</param>
internal sealed record RunSummary(
    string Name, string Recipe, string Description, int Epochs, int Completed, double? Psnr, string State, bool HasReport, bool HasModel,
    DateTimeOffset Changed);

/// <summary>The run folders below a folder, of trainings started here or in a terminal.</summary>
internal sealed class RunList(ServeOptions options)
{
    private const int MaxDepth = 2, MaxRuns = 500;

    public string Root { get; } = Path.GetFullPath(options.Runs);

    /// <summary>All runs, the most recently changed first.</summary>
    public IReadOnlyList<RunSummary> All() =>
        [
            .. Folders(Root, MaxDepth).Take(MaxRuns).Select(folder => Read(folder)?.Summary).OfType<RunSummary>()
                .OrderByDescending(run => run.Changed),
        ];

    /// <summary>The folder of a listed run. Names are compared with the list, so no other folder can be reached.</summary>
    /// <exception cref="ProblemException">There is no such run.</exception>
    public RunFolder Get(string name) => Find(name) ?? throw new ProblemException(new Problem(404, "No such run",
        "There is no run with this name. The list of runs has all names."));

    public RunFolder? Find(string name) =>
        Folders(Root, MaxDepth).FirstOrDefault(folder => NameOf(folder) == name) is { } found ? new RunFolder(found) : null;

    /// <summary>The model with this name: one that comes with Hush, or that of a run; null to choose one by the noise.</summary>
    /// <exception cref="ProblemException">There is no such model.</exception>
    public string? ModelPath(string? name)
    {
        if (name is null or "" or "auto" || Denoiser.ModelNames.Contains(name))
            return name is null or "" or "auto" ? null : name;
        if (Find(name) is { } run && File.Exists(run.Model))
            return run.Path;
        throw new ProblemException(new Problem(400, "Unknown model",
            "There is no model with this name. Use auto, the name of a run, or one of the models that come with Hush.")
        {
            Expected = string.Join(", ", Denoiser.ModelNames.Prepend("auto")),
            Got = name.Length > 100 ? name[..100] : name,
        });
    }

    /// <summary>The state of a run and its epochs; null if the folder is not a run, or is being written or deleted.</summary>
    public (RunSummary Summary, IReadOnlyList<EpochRow> Rows)? Read(string folder)
    {
        var run = new RunFolder(folder);
        try
        {
            var recipe = Recipe.LoadFile(run.Recipe);
            IReadOnlyList<EpochRow> rows = Log(run);
            bool isRunning = run.IsInUse;
            string state = isRunning ? "running" : File.Exists(run.Metrics) ? "finished" : "stopped";
            DateTime changed = File.GetLastWriteTimeUtc(File.Exists(run.Log) ? run.Log : run.Recipe);
            var summary = new RunSummary(NameOf(folder), recipe.Name, recipe.Description, recipe.Epochs, rows.Count,
                rows.Max(row => row.ValidationPsnr), state, File.Exists(run.Report), File.Exists(run.Model),
                new DateTimeOffset(changed, TimeSpan.Zero));
            return (summary, rows);
        }
        catch (Exception e) when (e is HushException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The epochs in the log of a run; empty if there is none.</summary>
    private static List<EpochRow> Log(RunFolder run)
    {
        if (!File.Exists(run.Log))
            return [];
        var rows = new List<EpochRow>();
        foreach (string line in File.ReadLines(run.Log).Skip(1))
        {
            if (TrainingLog.TryParse(line, out EpochMetrics? row))
            {
                rows.Add(new EpochRow(
                    row.Epoch, Finite(row.TrainLoss), Finite(row.ValidationLoss), Finite(row.ValidationPsnr), row.Rate, row.Seconds));
            }
        }

        return rows;
    }

    private string NameOf(string folder) => Path.GetRelativePath(Root, folder).Replace(Path.DirectorySeparatorChar, '/');

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static IEnumerable<string> Folders(string root, int depth)
    {
        if (!Directory.Exists(root))
            yield break;
        var look = new EnumerationOptions
        {
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden,
        };
        foreach (string folder in Directory.EnumerateDirectories(root, "*", look))
        {
            if (File.Exists(new RunFolder(folder).Recipe))
            {
                yield return folder;
            }
            else if (depth > 1)
            {
                foreach (string inner in Folders(folder, depth - 1))
                    yield return inner;
            }
        }
    }
}
