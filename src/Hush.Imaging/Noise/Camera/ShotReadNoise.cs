using Hush.Numerics.Random;

namespace Hush.Imaging.Noise.Camera;

/// <summary>
/// Sensor noise: normal with variance shot x + read at light x (Foi et al., IEEE TIP 17(10), 2008; Brooks et al., CVPR 2019).
/// Negative results are kept, as in raw files; values above 1 are clipped (saturation).
/// </summary>
internal static class ShotReadNoise
{
    private const int Piece = 1024;         // values per block, 4 KB of stack

    /// <summary>Read noise typical for a shot noise, fitted to measured cameras: ln read = 2.18 ln shot + 1.20 + 0.26 z.</summary>
    /// <param name="shot">Variance of the shot noise at white.</param>
    /// <param name="deviation">z, a standard normal number.</param>
    public static float ReadFor(float shot, float deviation) => MathF.Exp((2.18f * MathF.Log(shot)) + 1.20f + (0.26f * deviation));

    /// <param name="raw">Linear light in [0, 1]; noise is added in place.</param>
    /// <param name="shot">Variance of the shot noise at white.</param>
    /// <param name="read">Variance of the read noise.</param>
    /// <param name="key">Key of the values' noise.</param>
    /// <param name="sign">1, or -1 for the opposite noise.</param>
    public static void Add(Span<float> raw, float shot, float read, in RandomKey key, float sign = 1)
    {
        Span<float> buffer = stackalloc float[Piece];
        for (int start = 0; start < raw.Length; start += Piece)
        {
            Span<float> values = raw.Slice(start, Math.Min(Piece, raw.Length - start)), z = buffer[..values.Length];
            Philox.FillNormal(key, start, z);
            for (int i = 0; i < z.Length; i++)
                values[i] = MathF.Min(1, values[i] + (sign * z[i] * MathF.Sqrt((shot * values[i]) + read)));
        }
    }
}
