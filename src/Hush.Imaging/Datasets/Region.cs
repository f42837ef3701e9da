namespace Hush.Imaging.Datasets;

/// <summary>Validates the arguments of image reads.</summary>
internal static class Region
{
    /// <exception cref="ShapeException">The region is not entirely inside the image, or the length of the span does not match
    /// it.</exception>
    public static void EnsureInside(
        string set,
        int index,
        (int Height, int Width) size,
        int channels,
        (int Top, int Left, int Height, int Width) part,
        int length)
    {
        if (part.Top < 0 || part.Left < 0 || part.Height < 1 || part.Width < 1
            || part.Height > size.Height - part.Top || part.Width > size.Width - part.Left)
        {
            throw new ShapeException(
                $"Image {index} of '{set}' is {size.Height}x{size.Width} (rows x columns), but {part.Height}x{part.Width} "
                + $"from row {part.Top}, column {part.Left} was requested. Request a part inside the image.");
        }

        long needed = (long)part.Height * part.Width * channels;
        if (length != needed)
        {
            throw new ShapeException(
                $"Image {index} of '{set}': {part.Height}x{part.Width} pixels of {channels} channel(s) are {needed} values, "
                + $"but the span holds {length}. Pass exactly {needed}.");
        }
    }
}
