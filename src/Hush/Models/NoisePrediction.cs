using Hush.Learning.Networks;
using Hush.Learning.Plans;
using Hush.Numerics.Random;
using Hush.Numerics.Threading;

namespace Hush.Models;

/// <summary>
/// Decides whether an imported network returns the noise or the clean image, which its file does not say: runs it on a synthetic image
/// with known noise.
/// </summary>
internal static class NoisePrediction
{
    private const int Side = 96;

    // Networks beyond these limits would take seconds. They count as returning the image.
    private const long MaxMultiplyAdds = 1L << 37, MaxBytes = 1L << 30;

    // A network that is trained for one level can fail at others.
    private static readonly double[] s_sigmas = [15, 25, 50];

    /// <summary>
    /// Whether, at one noise level at least, the output is closer to the noise than to the clean image, with an error of less than half
    /// the power of the noise. Outputs that resemble neither count as images.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="sigma">The levels that it was trained for, on the 0..255 scale, or null.</param>
    public static bool IsLikely(Network network, Weights weights, NumberRange? sigma)
    {
        if (network.MultiplyAdds(Side, Side) > MaxMultiplyAdds
            || InferencePlan.BytesOf(network, Side, Side, Environment.ProcessorCount, ConvolutionMode.Direct) > MaxBytes)
            return false;
        var shape = new Shape(1, Side, Side, network.Channels);
        using var team = new WorkerTeam(Environment.ProcessorCount);
        using var plan = new InferencePlan(network, Side, Side, severalImages: false, team, ConvolutionMode.Direct);
        plan.Load(weights);
        using Tensor noisy = new(shape), output = new(shape);
        return Levels(sigma).Any(level => ReturnsNoise(plan, noisy, output, (float)(level / 255)));
    }

    private static double[] Levels(NumberRange? sigma)
    {
        if (sigma is not { } range)
            return s_sigmas;
        double[] inside = [.. s_sigmas.Where(s => s >= range.Low && s <= range.High)];
        return inside.Length > 0 ? inside : [(range.Low + range.High) / 2];
    }

    private static bool ReturnsNoise(InferencePlan plan, Tensor noisy, Tensor output, float level)
    {
        int count = noisy.Span.Length;
        float[] clean = new float[count], noise = new float[count];
        Philox.FillNormal(new RandomKey(1, RandomPurpose.Samples), noise);
        for (int i = 0; i < count; i++)
        {
            clean[i] = Scene(i / noisy.Shape.C, i % noisy.Shape.C);
            noise[i] *= level;
            noisy.Span[i] = clean[i] + noise[i];
        }

        plan.Run(noisy, output, new[] { level });
        double toNoise = 0, toClean = 0, power = 0;
        for (int i = 0; i < count; i++)
        {
            toNoise += Square((double)output.Span[i] - noise[i]);
            toClean += Square((double)output.Span[i] - clean[i]);
            power += Square(noise[i]);
        }

        return toNoise < power / 2 && toNoise < toClean;        // false for NaN
    }

    /// <summary>Slopes, a disc, and a hard edge: what any denoiser keeps.</summary>
    private static float Scene(int pixel, int channel)
    {
        int x = pixel % Side, y = pixel / Side;
        bool isInDisc = Square(x - 40) + Square(y - 36) < 500;
        double value = 0.3 + (0.25 * x / Side) + (0.1 * y / Side) + (isInDisc ? 0.2 : 0) - (x > 75 ? 0.2 : 0);
        return (float)(value + (0.05 * channel));
    }

    private static double Square(double x) => x * x;
}
