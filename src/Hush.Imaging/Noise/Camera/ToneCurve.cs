namespace Hush.Imaging.Noise.Camera;

/// <summary>
/// The contrast curve that cameras apply after the transfer curve, y = 3 x^2 - 2 x^3, and its inverse, x = 1/2 - sin(asin(1 - 2 y) / 3)
/// (Brooks et al., Unprocessing Images for Learned Raw Denoising, CVPR 2019).
/// </summary>
internal static class ToneCurve
{
    public static float Apply(float x) => x * x * (3 - (2 * x));

    public static float Invert(float y) => 0.5f - MathF.Sin(MathF.Asin(1 - (2 * y)) / 3);
}
