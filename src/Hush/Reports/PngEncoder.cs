namespace Hush.Reports;

/// <summary>Encodes an image as a PNG file. The report has no other dependency on an image format.</summary>
/// <param name="height">Number of rows.</param>
/// <param name="width">Number of columns.</param>
/// <param name="channels">1 for gray, 3 for RGB.</param>
/// <param name="pixels">[H, W, C], 8 bits per channel, sRGB.</param>
internal delegate byte[] PngEncoder(int height, int width, int channels, byte[] pixels);
