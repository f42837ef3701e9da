namespace Hush.Cli.Commands;

/// <summary>Notes about an image that was read and written successfully.</summary>
internal static class PictureRemarks
{
    /// <summary>Lines for standard error: what reading changed, non-finite values, and what the output format loses.</summary>
    public static IEnumerable<string> Of(string input, string output, Image picture, ImageFormat format)
    {
        foreach (string note in picture.Notes)
            yield return $"note: {OutputPicture.Quoted(input)}: {note}";
        if (NotNumbers(picture) is > 0 and { } count)
        {
            string effect = picture.BitDepthIn(format) == 32
                ? " and are kept." : "; as integers, NaN becomes 0 and infinity the nearest limit.";
            yield return $"note: {OutputPicture.Quoted(input)}: {count} values are NaN or infinite{effect}";
        }

        foreach (string loss in picture.Losses(format))
            yield return $"note: {OutputPicture.Quoted(output)}: {loss}";
    }

    private static int NotNumbers(Image picture)
    {
        int count = 0;
        foreach (float value in picture.IsFloat ? picture.Pixels.Span : [])
            count += float.IsFinite(value) ? 0 : 1;
        return count;
    }
}
