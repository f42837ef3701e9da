namespace Hush.Imaging.Noise.Camera;

/// <summary>Bilinear demosaicing: a missing color is the mean of the two or four nearest pixels of that color.</summary>
internal readonly struct BilinearDemosaicing : IDemosaicingFilter
{
    public static (float FromRow, float FromColumn) AtGreen(in MosaicWindow window) => (window.Across / 2, window.Down / 2);

    public static (float Green, float Opposite) AtColor(in MosaicWindow window) =>
        ((window.Across + window.Down) / 4, window.Diagonal / 4);
}
