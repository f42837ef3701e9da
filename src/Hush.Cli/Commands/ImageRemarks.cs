namespace Hush.Cli.Commands;

/// <summary>Notes about an image that was read and written successfully.</summary>
internal static class ImageRemarks
{
    /// <summary>Lines for standard error: what reading changed, non-finite values, and what the output format loses.</summary>
    public static IEnumerable<string> Of(string input, string output, Image image, ImageFormat format)
    {
        foreach (string note in image.Notes)
            yield return $"note: {ImageFiles.Quoted(input)}: {note}";
        if (NotNumbers(image) is > 0 and { } count)
        {
            string effect = image.BitDepthIn(format) == 32
                ? " and are kept." : "; as integers, NaN becomes 0 and infinity the nearest limit.";
            yield return $"note: {ImageFiles.Quoted(input)}: {count} values are NaN or infinite{effect}";
        }

        foreach (string loss in image.UnsupportedFeatures(format))
            yield return $"note: {ImageFiles.Quoted(output)}: {loss}";
    }

    private static int NotNumbers(Image image)
    {
        int count = 0;
        foreach (float value in image.IsFloat ? image.Pixels.Span : [])
            count += float.IsFinite(value) ? 0 : 1;
        return count;
    }
}
