using Hush.Numerics.Random;

namespace Hush.Imaging.Noise.Camera;

/// <summary>
/// Noise of a sensor: normal, of variance shot x + read for the light x, which is that of photons plus that of the electronics
/// (Foi et al., IEEE TIP 17(10), 2008; Brooks et al., CVPR 2019, section 3.2). Values below black stay, as raw files keep them; those
/// beyond 1 are saturated.
/// </summary>
internal static class ShotReadNoise
{
    private const int Piece = 1024;         // values at a time, 4 KB of stack

    /// <summary>The read noise's variance that goes with the shot noise's on the cameras that were measured: ln read = 2.18 ln shot + 1.20,
    /// give or take a deviation of 0.26.</summary>
    /// <param name="shot">Variance of white.</param>
    /// <param name="deviation">A standard normal number.</param>
    public static float ReadFor(float shot, float deviation) => MathF.Exp((2.18f * MathF.Log(shot)) + 1.20f + (0.26f * deviation));

    /// <summary>Adds it.</summary>
    /// <param name="raw">Light, in [0, 1].</param>
    /// <param name="shot">Variance of white.</param>
    /// <param name="read">Variance of black.</param>
    /// <param name="key">The stream of the values' noise.</param>
    public static void Add(Span<float> raw, float shot, float read, in RandomKey key)
    {
        Span<float> buffer = stackalloc float[Piece];
        for (int start = 0; start < raw.Length; start += Piece)
        {
            Span<float> values = raw.Slice(start, Math.Min(Piece, raw.Length - start)), z = buffer[..values.Length];
            Philox.FillNormal(key, start, z);
            for (int i = 0; i < z.Length; i++)
                values[i] = MathF.Min(1, values[i] + (z[i] * MathF.Sqrt((shot * values[i]) + read)));
        }
    }
}
