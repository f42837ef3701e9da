using Hush.Imaging.Files;

namespace Hush.Cli.Commands.Denoise;

/// <summary>What a user should know about the two files of a denoising, though nothing failed.</summary>
internal static class DenoiseRemarks
{
    /// <summary>Lines for standard error: the input was denoised before, what reading changed, what the output's format loses.</summary>
    public static IReadOnlyList<string> Of(PicturePair pair, Image noisy)
    {
        var remarks = new List<string>();
        if (noisy.Metadata.IsDenoised)
            remarks.Add($"warning: {OutputPicture.Quoted(pair.Input)} was already denoised with Hush; denoising it again may blur it.");
        remarks.AddRange(PictureRemarks.Of(pair.Input, pair.Output, noisy, pair.FormatOf(noisy)));
        return remarks;
    }
}
