namespace Hush.Cli.Commands.Denoise;

/// <summary>Notes and warnings about the input and output files of a denoising.</summary>
internal static class DenoiseRemarks
{
    /// <summary>
    /// Returns lines for standard error: the input was denoised before, changes made when reading it, losses of the output format.
    /// </summary>
    public static IReadOnlyList<string> Of(ImagePair pair, Image noisy)
    {
        var remarks = new List<string>();
        if (noisy.Metadata.IsDenoised)
            remarks.Add($"warning: {ImageFiles.Quoted(pair.Input)} was already denoised with Hush; denoising it again may blur it.");
        remarks.AddRange(ImageRemarks.Of(pair.Input, pair.Output, noisy, pair.FormatOf(noisy)));
        return remarks;
    }
}
