using System.CommandLine;
using Hush.Imaging.Datasets;

namespace Hush.Cli.Arguments;

/// <summary>Options shared by several commands. Each call creates a new instance.</summary>
internal static class SharedOptions
{
    public const string JsonName = "--json";

    public const string ModelHelp = "A run folder, a .safetensors or .onnx file, or the name of a model that comes with Hush.";

    private const int MaxThreads = 1024;

    public static Option<int?> Threads() => Values.Count(
        "--threads", "Number of threads (default: all processors). Does not affect results.", MaxThreads);

    public static Option<string?> DataRoot()
    {
        Option<string?> option = Values.Text(
            "--data-root",
            $"DIR[{Path.PathSeparator}DIR]",
            "Folders to search for datasets before the user's cache (default: HUSH_DATA).");
        option.Validators.Add(result =>
        {
            IEnumerable<string> roots = result.Tokens.SelectMany(t => DatasetOptions.SplitRoots(t.Value));
            foreach (string missing in roots.Where(root => !Directory.Exists(root)))
                result.AddError($"{option.Name}: the folder '{missing}' does not exist.");
        });
        return option;
    }

    public static Option<bool> Json() => Values.Flag(JsonName, "Write only JSON to standard output, for scripts.");

    public static Argument<string> Model() => new("MODEL") { Description = ModelHelp };
}
