namespace Hush.Imaging.Datasets.Folders;

/// <summary>The pixels of an image file.</summary>
/// <param name="Width">Columns, at least 1.</param>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="Channels">1 gray, 2 gray and alpha, 3 color, 4 color and alpha. Datasets ignore alpha.</param>
/// <param name="Deep">The file has more than 8 bits per sample.</param>
/// <param name="Pixels">[H, W, C], values in [0, 1].</param>
internal sealed record DecodedImage(int Width, int Height, int Channels, bool Deep, float[] Pixels)
{
    /// <summary>Reads a file in any format that <see cref="Image"/> can read.</summary>
    public static DecodedImage FromFile(string path)
    {
        using Image image = Image.Read(path);
        return new DecodedImage(image.Width, image.Height, image.Channels, image.BitDepth > 8, image.Pixels.Span.ToArray());
    }
}
