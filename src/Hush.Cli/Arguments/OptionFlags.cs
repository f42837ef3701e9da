using Hush.Imaging.Datasets;
using Hush.Training;

namespace Hush.Cli.Arguments;

/// <summary>Maps the options named by library exceptions to command-line flags.</summary>
internal static class OptionFlags
{
    private static readonly Dictionary<string, string> s_flags = new(StringComparer.Ordinal)
    {
        [nameof(TrainOptions.Folder)] = "--out",
        [nameof(TrainOptions.Resume)] = "--resume",
        [$"{nameof(TrainOptions.Resume)}=false"] = "without --resume",
        [nameof(TrainOptions.Overwrite)] = "--overwrite",
        [nameof(Recipe.Epochs)] = "--epochs",
        [nameof(EvaluateOptions.Data)] = "--data",
        [nameof(EvaluateOptions.Sigmas)] = "--sigma",
        [nameof(EvaluateOptions.Noise)] = "--noise",
        [nameof(DatasetOptions.Roots)] = "--data-root",
        [nameof(DatasetOptions.HeldOut)] = "--set data.held_out",
    };

    /// <summary>The message of an exception, with the flags to change in parentheses before its final period.</summary>
    public static string Append(Exception failure)
    {
        string[] flags = [.. Of(failure)];
        return flags.Length == 0 ? failure.Message : $"{failure.Message.TrimEnd('.')} ({string.Join(", ", flags)}).";
    }

    private static IEnumerable<string> Of(Exception failure) => failure switch
    {
        RecipeException { Changes: { Count: > 0 } changes } => [string.Join(' ', changes.Select(change => $"--set {change}"))],
        HushException e => e.Options.Select(Flag),
        _ => [],
    };

    private static string Flag(string option)
    {
        if (s_flags.TryGetValue(option, out string? flag))
            return flag;
        string[] parts = option.Split('=', 2);
        if (!s_flags.TryGetValue(parts[0], out flag))
            return option;
        return flag.Contains(' ') ? $"{flag}={parts[1]}" : $"{flag} {parts[1]}";
    }
}
