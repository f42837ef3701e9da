namespace Hush.Imaging.Noise;

internal static class Bytes
{
    /// <summary>Clips to [0, 1] and rounds to multiples of 1/255. NaN stays NaN.</summary>
    public static void Round(Span<float> values)
    {
        foreach (ref float value in values)
            value = MathF.Round(Math.Clamp(value, 0f, 1f) * 255) / 255;
    }
}
