namespace Hush.Reports;

/// <summary>Writes one picture as the bytes of a PNG file; the report's only way to a picture format.</summary>
/// <param name="height">Rows.</param>
/// <param name="width">Columns.</param>
/// <param name="channels">1 gray or 3 RGB.</param>
/// <param name="pixels">[H, W, C], 8 bits a channel, sRGB.</param>
public delegate byte[] PngEncoder(int height, int width, int channels, byte[] pixels);
