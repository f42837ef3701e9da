using Hush.Numerics.Random;
using Hush.Testing;

namespace Hush.Imaging.Tests.Estimation;

/// <summary>Synthetic images with noise: a slope with a soft wave and a hard-edged disc.</summary>
internal static class Scenes
{
    public static float[] Clean(Shape shape)
    {
        var (_, h, w, c) = shape;
        float[] values = new float[shape.Count];
        for (int i = 0; i < values.Length; i++)
        {
            int x = i / c % w, y = i / c / w;
            bool inside = ((x - (w / 3)) * (x - (w / 3))) + ((y - (h / 2)) * (y - (h / 2))) < h * h / 16;
            values[i] = (inside ? 0.6f : 0.35f) + (0.1f * MathF.Sin((0.06f * x) + (0.04f * y))) + (0.1f * y / h);
        }

        return values;
    }

    /// <summary>The image with white noise, sigma on the byte scale.</summary>
    public static float[] Noisy(Shape shape, double sigma, bool clip = false)
    {
        float[] values = Clean(shape);
        NoiseSpec.Gaussian(sigma, clip).Create().Apply(values, values, shape, new RandomKey(5, RandomPurpose.Samples));
        return values;
    }

    /// <summary>White noise with a standard deviation of 1.</summary>
    public static float[] White(Shape shape) => Samples.Normal(shape.Count, 31);
}
