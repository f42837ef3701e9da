namespace Hush.Imaging.Noise.Camera;

/// <summary>
/// Bilinear interpolation with a correction by the Laplacian of the pixel's own color: the 5x5 linear filters of Malvar, He and Cutler,
/// High-Quality Linear Interpolation for Demosaicing of Bayer-Patterned Color Images, ICASSP 2004, figure 2.
/// </summary>
internal readonly struct MalvarDemosaicing : IDemosaicingFilter
{
    public static (float FromRow, float FromColumn) AtGreen(in MosaicWindow window)
    {
        float common = (5 * window.Own) - window.Diagonal;
        return (
            (common + (4 * window.Across) - window.FarAcross + (0.5f * window.FarDown)) / 8,
            (common + (4 * window.Down) - window.FarDown + (0.5f * window.FarAcross)) / 8);
    }

    public static (float Green, float Opposite) AtColor(in MosaicWindow window)
    {
        float far = window.FarAcross + window.FarDown;
        return (
            ((4 * window.Own) + (2 * (window.Across + window.Down)) - far) / 8,
            ((6 * window.Own) + (2 * window.Diagonal) - (1.5f * far)) / 8);
    }
}
