using Hush.Imaging.Files;

namespace Hush.Imaging.Datasets.Folders;

/// <summary>An image file's pixels.</summary>
/// <param name="Width">Columns, at least 1.</param>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="Channels">1 gray, 2 gray and alpha, 3 color, 4 color and alpha. Alpha is left out of data sets.</param>
/// <param name="Deep">The file has more than 8 bits a value.</param>
/// <param name="Pixels">[H, W, C] on the scale 0 to 1.</param>
public sealed record DecodedImage(int Width, int Height, int Channels, bool Deep, float[] Pixels)
{
    /// <summary>Reads a file of one of the formats that <see cref="Image"/> reads.</summary>
    public static DecodedImage FromFile(string path)
    {
        using Image image = Image.Read(path);
        return new DecodedImage(image.Width, image.Height, image.Channels, image.BitDepth > 8, image.Pixels.Span.ToArray());
    }
}
