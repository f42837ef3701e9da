using Hush.Imaging.Files;

namespace Hush.Cli.Commands;

/// <summary>What a user should know about the two files of a denoising, though nothing failed.</summary>
internal static class DenoiseRemarks
{
    /// <summary>Lines for standard error: the input was denoised before, what reading changed, what the output's format loses.</summary>
    public static IReadOnlyList<string> Of(DenoiseSettings settings, Image noisy)
    {
        var remarks = new List<string>();
        if (noisy.Metadata.IsDenoised)
            remarks.Add($"warning: '{settings.Input}' was denoised with Hush before; doing it again may blur it.");
        remarks.AddRange(noisy.Notes.Select(note => $"note: '{settings.Input}': {note}"));
        remarks.AddRange(noisy.Losses(ImageFormats.FromPath(settings.Output)).Select(loss => $"note: '{settings.Output}': {loss}"));
        return remarks;
    }
}
