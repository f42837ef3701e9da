using Hush.Imaging.Noise;
using Hush.Numerics.Random;
using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Noise;

/// <summary>Camera noise, grain and photo noise as a whole.</summary>
public sealed class CameraNoiseTests
{
    private static readonly Shape Shape = new(1, 96, 96, 3);

    private static RandomKey Key(int image) => new(3, RandomPurpose.TestNoise, 0, (uint)image);

    /// <summary>A smooth color image.</summary>
    private static float[] Smooth()
    {
        float[] pixels = new float[Shape.Count];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = 0.45f + (0.25f * MathF.Sin((i / 3 % 96 * 0.05f) + (i % 3))) + (0.1f * MathF.Cos(i / (3 * 96) * 0.07f));
        return pixels;
    }

    [Fact]
    public void The_noisy_image_of_a_pair_is_that_of_the_noise_alone_and_holds_bytes()
    {
        INoise noise = NoiseSpec.Parse("camera").Create();
        for (int image = 0; image < 20; image++)
        {
            float[] clean = Smooth(), target = Smooth(), noisy = new float[clean.Length], paired = new float[clean.Length];
            noise.Apply(clean, noisy, Shape, Key(image));
            noise.CreatePair(target, paired, Shape, Key(image));
            Assert.Equal(noisy, paired);
            Assert.All(noisy, value => Assert.Equal(Math.Round(value * 255), value * 255, 3));
            Assert.All(target, value => Assert.InRange(value, 0f, 1f));
            Assert.InRange(Deviation(clean, target), 0, 0.06);          // the target is developed, but shows the same scene
        }
    }

    [Fact]
    public void Noise_grows_with_the_gain()
    {
        double last = 0;
        foreach (string gain in new[] { "0.00001", "0.0001", "0.001", "0.01" })
        {
            INoise noise = NoiseSpec.Parse($"camera:{gain}").Create();
            double sum = 0;
            for (int image = 0; image < 30; image++)
            {
                float[] target = Smooth(), noisy = new float[target.Length];
                noise.CreatePair(target, noisy, Shape, Key(image));
                sum += Deviation(target, noisy) * 255 / 30;
            }

            Assert.InRange(sum, Math.Max(0.3, 1.2 * last), 40);
            last = sum;
        }
    }

    [Fact]
    public void Neighbors_and_channels_share_their_noise_as_in_photographs()
    {
        // At ISO 1600 to 6400, real photographs have neighbor correlations of about 0.6 in luma and 0.9 in chroma,
        // and 0.65 between channels.
        INoise noise = NoiseSpec.Parse("camera:0.0003-0.003").Create();
        var (luma, color, shared) = (new List<double>(), new List<double>(), new List<double>());
        for (int image = 0; image < 80; image++)
        {
            float[] target = Smooth(), noisy = new float[target.Length];
            noise.CreatePair(target, noisy, Shape, Key(image));
            double[][] planes = [.. Enumerable.Range(0, 3)
                .Select(c => noisy.Where((_, i) => i % 3 == c).Zip(target.Where((_, i) => i % 3 == c), (n, t) => (double)n - t).ToArray())];
            double[] y = [.. planes[0].Select((r, i) => (0.299 * r) + (0.587 * planes[1][i]) + (0.114 * planes[2][i]))];
            luma.Add(Correlation(y[..^1], y[1..]));
            double[] difference = [.. planes[2].Select((b, i) => b - y[i])];
            color.Add(Correlation(difference[..^1], difference[1..]));
            shared.Add(Correlation(planes[0], planes[1]));
        }

        Assert.InRange(Median(luma), 0.35, 0.75);
        Assert.InRange(Median(color), 0.65, 0.97);
        Assert.InRange(Median(shared), 0.3, 0.85);
    }

    [Fact]
    public void The_target_has_the_mean_of_the_noisy_images_also_in_shadows()
    {
        // The curves and clipping at black raise the mean of noisy shadows, by more than 1/255 at this gain.
        foreach (float level in new[] { 0.02f, 0.06f, 0.15f, 0.5f, 0.97f })
        {
            double difference = 0;
            const int images = 60;
            for (int image = 0; image < images; image++)
            {
                float[] target = [.. Enumerable.Repeat(level, (int)Shape.Count)], noisy = new float[target.Length];
                NoiseSpec.Parse("camera:0.008").Create().CreatePair(target, noisy, Shape, Key(image));
                difference += (Moments.Mean(noisy) - Moments.Mean(target)) * 255 / images;
            }

            Assert.InRange(difference, -0.3, 0.3);
        }
    }

    [Fact]
    public void The_noise_of_the_target_cancels_out()
    {
        INoise noise = NoiseSpec.Parse("camera:0.001").Create();
        var ratios = new List<double>();
        for (int image = 0; image < 20; image++)
        {
            float[] target = [.. Enumerable.Repeat(0.5f, (int)Shape.Count)], noisy = new float[target.Length];
            noise.CreatePair(target, noisy, Shape, Key(image));
            ratios.Add(Moments.Variance(target) / Moments.Variance(noisy));
        }

        Assert.InRange(ratios.Max(), 0, 0.5);           // terms of second order
        Assert.InRange(Median(ratios), 0, 0.1);
    }

    [Theory]
    [InlineData(1, 1, 1), InlineData(1, 1, 3), InlineData(1, 6, 1), InlineData(6, 1, 3), InlineData(2, 2, 3), InlineData(3, 2, 1)]
    public void Tiny_images_keep_their_brightness(int height, int width, int channels)
    {
        INoise noise = NoiseSpec.Parse("camera:0.000001").Create();
        for (int image = 0; image < 20; image++)
        {
            float[] target = [.. Enumerable.Repeat(0.5f, height * width * channels)], noisy = new float[target.Length];
            noise.CreatePair(target, noisy, new Shape(1, height, width, channels), Key(image));
            Assert.All(target, value => Assert.InRange(value, 0.48f, 0.52f));
        }
    }

    [Theory, InlineData(1, 300), InlineData(300, 1)]
    public void Grain_on_a_line_has_its_deviation(int height, int width)
    {
        INoise noise = NoiseSpec.Parse("grain:20").Create();
        double squares = 0;
        for (int image = 0; image < 40; image++)
        {
            float[] clean = [.. Enumerable.Repeat(0.5f, height * width)], noisy = new float[clean.Length];
            noise.Apply(clean, noisy, new Shape(1, height, width, 1), Key(image));
            squares += Moments.Variance(noisy) * 255 * 255 / 40;
        }

        Assert.InRange(Math.Sqrt(squares), 17, 21);         // JPEG takes some
    }

    [Fact]
    public void Channels_of_images_that_are_neither_gray_nor_color_have_their_own_noise()
    {
        var shape = new Shape(1, 48, 48, 2);
        float[] clean = [.. Enumerable.Repeat(0.5f, (int)shape.Count)], noisy = new float[clean.Length];
        NoiseSpec.Parse("camera:0.002").Create().Apply(clean, noisy, shape, Key(1));
        double[] first = [.. noisy.Where((_, i) => i % 2 == 0).Select(v => (double)v)];
        double[] second = [.. noisy.Where((_, i) => i % 2 == 1).Select(v => (double)v)];
        Assert.InRange(Correlation(first, second), -0.3, 0.3);
    }

    [Fact]
    public void Gray_images_get_the_noise_of_brightness()
    {
        var shape = new Shape(1, 64, 64, 1);
        float[] target = [.. Enumerable.Repeat(0.5f, 64 * 64)], noisy = new float[target.Length];
        NoiseSpec.Parse("camera:0.002").Create().CreatePair(target, noisy, shape, Key(1));
        Assert.InRange(Deviation(target, noisy) * 255, 1, 20);
    }

    [Theory, InlineData(4), InlineData(12), InlineData(25)]
    public void Grain_has_its_deviation_and_neighbors_share_it(double sigma)
    {
        INoise noise = NoiseSpec.Parse(FormattableString.Invariant($"grain:{sigma}")).Create();
        var (correlations, deviations) = (new List<double>(), new List<double>());
        for (int image = 0; image < 40; image++)
        {
            float[] clean = [.. Enumerable.Repeat(0.5f, (int)Shape.Count)], noisy = new float[clean.Length];
            noise.Apply(clean, noisy, Shape, Key(image));
            deviations.Add(Deviation(clean, noisy) * 255);
            Assert.InRange(deviations[^1], 0.3 * sigma, 1.15 * sigma);          // JPEG takes some: most of grain that is fine and faint
            double[] red = [.. noisy.Where((_, i) => i % 3 == 0).Select(v => v - 0.5)];
            correlations.Add(Correlation(red[..^1], red[1..]));
        }

        Assert.InRange(Median(correlations), 0.25, 0.75);
        Assert.InRange(Median(deviations), 0.9 * sigma, 1.05 * sigma);
    }

    [Fact]
    public void A_mixture_of_photographs_tells_the_deviation_in_three_of_five_images_and_leaves_clean_jpeg()
    {
        INoise noise = NoiseSpec.Parse("photo").Create();
        int told = 0, untouched = 0, compressed = 0, gray = 0;
        for (int image = 0; image < 400; image++)
        {
            float[] clean = Smooth(), paired = Smooth(), noisy = new float[clean.Length], again = new float[clean.Length];
            noise.CreatePair(paired, noisy, Shape, Key(image));
            noise.Apply(clean, again, Shape, Key(image));
            Assert.Equal(again, noisy);
            double deviation = Deviation(paired, noisy);
            untouched += deviation == 0 ? 1 : 0;
            compressed += deviation == 0 && Deviation(clean, paired) is > 0.001 and < 0.05 && !IsGray(paired) ? 1 : 0;
            gray += IsGray(noisy) && IsGray(paired) ? 1 : 0;
            Assert.Null(noise.LevelOf(Key(image)));
            if (noise.ConditioningLevel(paired, noisy, Key(image)) is not { } level)
                continue;
            told++;
            Near.Equal(deviation, level.Sigma, 1, 1e-5);
        }

        Assert.InRange(told, 200, 280);
        Assert.InRange(untouched, 75, 135);          // 26% of 400
        Assert.InRange(compressed, 40, 100);         // three quarters of these, gray ones left out
        Assert.InRange(gray, 20, 65);
    }

    private static bool IsGray(float[] pixels) =>
        Enumerable.Range(0, pixels.Length / 3).All(i => pixels[3 * i] == pixels[(3 * i) + 1] && pixels[3 * i] == pixels[(3 * i) + 2]);

    private static double Deviation(float[] a, float[] b) => Math.Sqrt(a.Zip(b, (x, y) => (double)(x - y) * (x - y)).Average());

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private static double Correlation(double[] a, double[] b)
    {
        double ma = a.Average(), mb = b.Average(), products = 0, squares = 0, others = 0;
        for (int i = 0; i < a.Length; i++)
        {
            products += (a[i] - ma) * (b[i] - mb);
            squares += (a[i] - ma) * (a[i] - ma);
            others += (b[i] - mb) * (b[i] - mb);
        }

        return products / Math.Sqrt(squares * others);
    }
}
