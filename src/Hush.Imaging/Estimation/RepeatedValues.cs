using System.Runtime.CompilerServices;

namespace Hush.Imaging.Estimation;

/// <summary>
/// Distinguishes drawings, screenshots and dithered images from noise: they have few values, so differences of neighbors repeat. On
/// the byte scale, two differences of white noise are equal with probability 1 / (2 sqrt(2 pi) sigma) = 0.2 / sigma; those of a
/// drawing nearly always are.
/// </summary>
internal static class RepeatedValues
{
    private const int Side = PatchCovariance.Side, Pixels = PatchCovariance.Pixels;
    private const int Every = 16;                   // uses one of 16 patches
    private const double OfWhiteNoise = 0.2, Clearly = 3, MinCollisions = 0.15, MaxCollisions = 0.5;

    /// <summary>Whether apparent noise consists of repeated values.</summary>
    /// <param name="patches">The patches of a channel.</param>
    /// <param name="variance">Variance of the apparent noise on the [0, 1] scale.</param>
    public static bool AreIn(PatchSample patches, double variance) =>
        Collisions(patches) > Math.Clamp(Clearly * OfWhiteNoise / (255 * Math.Sqrt(variance)), MinCollisions, MaxCollisions);

    /// <summary>The probability that two differences of horizontal neighbors are equal when rounded to the byte scale.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // finishes before tiered compilation would optimize it
    private static double Collisions(PatchSample patches)
    {
        int[] counts = new int[511];
        long total = 0;
        for (int i = 0; i < patches.Count; i += Every)
        {
            ReadOnlySpan<float> patch = patches[i];
            for (int p = 1; p < Pixels; p++)
            {
                if (p % Side != 0)
                    counts[Math.Clamp((int)MathF.Round((patch[p] - patch[p - 1]) * 255), -255, 255) + 255]++;
            }

            total += Pixels - Side;
        }

        double squares = 0;
        foreach (int count in counts)
            squares += (double)count * count;
        return total > 0 ? squares / ((double)total * total) : 0;
    }
}
