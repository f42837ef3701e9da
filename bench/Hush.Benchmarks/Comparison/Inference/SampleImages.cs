using Hush.Numerics.Random;

namespace Hush.Benchmarks.Comparison.Inference;

/// <summary>Images of numbers from [0, 1): what they hold does not change how long an estimate takes.</summary>
internal static class SampleImages
{
    public static Tensor Draw(Shape shape)
    {
        var images = new Tensor(shape);
        var key = new RandomKey(1, RandomPurpose.Samples, 0, 0);
        Span<float> values = images.Span;
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)Philox.Uniform(key, (uint)i);
        return images;
    }

    /// <summary>The same values as [N, C, H, W].</summary>
    public static float[] ChannelsFirst(Tensor images)
    {
        var (n, h, w, c) = images.Shape;
        var values = new float[images.Shape.Count];
        for (int image = 0; image < n; image++)
        {
            Span<float> from = images.Image(image), to = values.AsSpan(image * from.Length, from.Length);
            for (int pixel = 0; pixel < h * w; pixel++)
            {
                for (int channel = 0; channel < c; channel++)
                    to[(channel * h * w) + pixel] = from[(pixel * c) + channel];
            }
        }

        return values;
    }
}
