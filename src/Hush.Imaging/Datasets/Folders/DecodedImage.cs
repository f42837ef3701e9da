namespace Hush.Imaging.Datasets.Folders;

/// <summary>An image file's pixels.</summary>
/// <param name="Width">Columns, at least 1.</param>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="Channels">1 gray, 2 gray and alpha, 3 colour, 4 colour and alpha. Alpha is left out of data sets.</param>
/// <param name="Deep">The file has more than 8 bits a value.</param>
/// <param name="Pixels">[H, W, C] on the scale 0 to 1.</param>
public sealed record DecodedImage(int Width, int Height, int Channels, bool Deep, float[] Pixels);
