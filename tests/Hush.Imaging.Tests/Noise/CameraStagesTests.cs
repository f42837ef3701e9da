using Hush.Imaging.Metrics;
using Hush.Imaging.Noise.Camera;
using Hush.Numerics.Random;
using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Noise;

/// <summary>Tests each stage of the camera against a naive double-precision reference or an invariant.</summary>
public sealed class CameraStagesTests
{
    private static readonly RandomKey Key = new(5, RandomPurpose.Samples);

    [Fact]
    public void The_transfer_curve_is_that_of_srgb_and_goes_back()
    {
        for (int i = 0; i <= 1000; i++)
        {
            double x = i / 1000.0;
            double display = x <= 0.0031308 ? 12.92 * x : (1.055 * Math.Pow(x, 1 / 2.4)) - 0.055;
            Near.Equal(display, SrgbCurve.ToDisplay((float)x), 1, 3e-5);
            Near.Equal(x, SrgbCurve.ToLight((float)display), 1, 1e-6);
        }

        Assert.Equal((0f, 1f), (SrgbCurve.ToDisplay(-1), SrgbCurve.ToDisplay(2)));
    }

    [Fact]
    public void The_tone_curve_goes_back()
    {
        for (int i = 0; i <= 100; i++)
            Near.Equal(i / 100.0, ToneCurve.Apply(ToneCurve.Invert(i / 100f)), 1, 1e-6);
    }

    [Fact]
    public void A_sensor_sees_gray_as_gray_after_white_balance_and_colors_come_back()
    {
        var colors = new SensorColors(2, 1.6f, 0.8f, [0.1f, 0.2f, 0.3f, 0.4f]);
        var (r, g, b) = colors.ToSensor(0.5f, 0.5f, 0.5f);
        Near.Equal(0.4 / 2, r, 1, 1e-6);
        Near.Equal(0.4, g, 1, 1e-6);
        Near.Equal(0.4 / 1.6, b, 1, 1e-6);
        (r, g, b) = colors.ToSensor(0.4f, 0.5f, 0.3f);
        (r, g, b) = colors.FromSensor(r, g, b);
        Near.Equal(0.4, r, 1, 1e-5);
        Near.Equal(0.5, g, 1, 1e-5);
        Near.Equal(0.3, b, 1, 1e-5);
    }

    [Fact]
    public void The_four_orders_have_green_twice_and_red_where_they_say()
    {
        foreach (var mosaic in new BayerMosaic[] { new(0, 0), new(0, 1), new(1, 0), new(1, 1) })
        {
            Assert.Equal(0, mosaic.ChannelAt(mosaic.RedRow, mosaic.RedColumn));
            int[] square = [mosaic.ChannelAt(0, 0), mosaic.ChannelAt(0, 1), mosaic.ChannelAt(1, 0), mosaic.ChannelAt(1, 1)];
            Assert.Equal([0, 1, 1, 2], square.Order());
            Assert.Equal(square[0], mosaic.ChannelAt(6, 8));
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Demosaicing_keeps_one_color_and_straight_gradients(bool isMalvar)
    {
        foreach (var mosaic in new BayerMosaic[] { new(0, 0), new(0, 1), new(1, 0), new(1, 1) })
        {
            using Planes plain = Demosaiced((_, _, c) => 0.2f + (0.3f * c), 7, 9, mosaic, isMalvar);
            for (int c = 0; c < 3; c++)
            {
                foreach (float value in isMalvar ? [] : plain[c])          // Malvar's filters use the Laplacian of another color
                    Near.Equal(0.2 + (0.3 * c), value, 1, 1e-6);
            }

            using Planes gradient = Demosaiced((y, x, _) => 0.1f + (0.03f * x) + (0.05f * y), 8, 10, mosaic, isMalvar);
            for (int c = 0; c < 3; c++)
            {
                for (int y = 2; y < 6; y++)
                {
                    for (int x = 2; x < 8; x++)
                        Near.Equal(0.1 + (0.03 * x) + (0.05 * y), gradient[c][(y * 10) + x], 1, 1e-6);
                }
            }
        }
    }

    [Fact]
    public void Malvars_filters_are_those_of_the_paper()
    {
        // Impulse responses from figure 2, in eighths: 5x5, red in the center.
        using Planes red = Impulse(new BayerMosaic(0, 0));
        float[] own = [.. red[0]], middle = [.. red[1]], opposite = [.. red[2]];
        Assert.Equal(8, Eighths(own, 0, 0));
        Assert.Equal((4, -1), (Eighths(middle, 0, 0), Eighths(middle, 0, 2)));      // green here, and at the next red
        Assert.Equal((6, -1.5), (Eighths(opposite, 0, 0), Eighths(opposite, 0, 2)));
        Assert.Equal((4, 4), (Eighths(own, 0, 1), Eighths(own, 1, 0)));             // red at green, in its row and in its column
        Assert.Equal(2, Eighths(own, 1, 1));                                         // red at blue

        static double Eighths(float[] plane, int y, int x) => Math.Round(plane[((6 + y) * 13) + 6 + x] * 8, 4);
    }

    [Fact]
    public void Shot_and_read_noise_have_the_variance_of_the_model()
    {
        foreach (float light in new[] { 0f, 0.1f, 0.4f })
        {
            float[] raw = [.. Enumerable.Repeat(light, 200_000)];
            ShotReadNoise.Add(raw, 0.004f, 0.0002f, Key);
            Near.Equal(light, Moments.Mean(raw), 1, 5e-4);
            Near.Equal((0.004 * light) + 0.0002, Moments.Variance(raw), (0.004 * light) + 0.0002, 0.02);
        }

        Near.Equal(Math.Exp((2.18 * Math.Log(0.001)) + 1.2), ShotReadNoise.ReadFor(0.001f, 0), 1e-6, 1e-3);
    }

    [Theory, InlineData(0.4f), InlineData(1f), InlineData(2.7f), InlineData(4.6f)]
    public void The_soft_filter_is_gaussian_and_its_gain_is_that_of_white_noise(float sigma)
    {
        float[] plane = Samples.Uniform(23 * 31, 9), result = new float[plane.Length], reference = new float[plane.Length];
        SoftFilter.Apply(plane, result, 23, 31, sigma);
        new GaussianFilter((2 * (int)Math.Ceiling(3 * sigma)) + 1, sigma).Apply(plane, reference, new(1, 23, 31, 1));
        Near.Equal([.. reference.Select(v => (double)v)], result, 1e-5);

        float[] white = Samples.Normal(300 * 300, 4), soft = new float[white.Length];
        SoftFilter.Apply(white, soft, 300, 300, sigma);
        float gain = SoftFilter.Gain(sigma, 300, 300);
        Near.Equal(gain, Math.Sqrt(Moments.Variance(soft)), gain, 0.04);
    }

    [Theory, InlineData(13, 17, 7, 11), InlineData(8, 9, 13, 14), InlineData(1, 5, 3, 2), InlineData(6, 6, 6, 6), InlineData(9, 4, 1, 1)]
    public void Resizing_is_cubic_convolution(int height, int width, int rows, int columns)
    {
        using Planes source = new(height, width), result = new(rows, columns);
        Samples.Uniform(source.All.Length, 12).CopyTo(source.All);
        Resizing.Apply(source, result);
        for (int c = 0; c < 3; c++)
        {
            double[] expected = NaiveResize(source[c].ToArray(), height, width, rows, columns);
            Near.Equal(expected, result[c], 2e-5);
        }

        source.All.Fill(0.3f);
        Resizing.Apply(source, result);
        foreach (float value in result.All)
            Near.Equal(0.3, value, 1, 1e-6);
    }

    [Fact]
    public void Sharpening_keeps_plain_areas_and_colors_and_adds_what_a_blur_takes()
    {
        using Planes rgb = new(9, 12);
        Samples.Uniform(rgb.All.Length, 13).CopyTo(rgb.All);
        float[] before = rgb.All.ToArray(), luma = new float[rgb.Count], soft = new float[rgb.Count];
        Luma.Of(rgb, luma);
        SoftFilter.Apply(luma, soft, 9, 12, 0.8f);
        new Sharpening(0.8f, 0.5f).Apply(rgb);
        for (int i = 0; i < before.Length; i++)
            Near.Equal(before[i] + (0.5 * (luma[i % rgb.Count] - soft[i % rgb.Count])), rgb.All[i], 1, 1e-6);
    }

    [Fact]
    public void In_camera_denoising_removes_faint_detail_and_keeps_strong_detail()
    {
        using Planes noisy = new(64, 64), clean = new(64, 64);
        float[] noise = Samples.Normal(noisy.All.Length, 14);
        for (int i = 0; i < noise.Length; i++)
        {
            clean.All[i] = i % 64 < 32 ? 0.2f : 0.8f;
            noisy.All[i] = clean.All[i] + (0.02f * noise[i]);
        }

        new InCameraDenoising(1, 3, 0, 0, 2, 5).Apply(noisy, clean);
        double squares = 0, edge = 0;
        for (int y = 0; y < 64; y++)
        {
            for (int x = 0; x < 64; x++)
            {
                float error = noisy[1][(y * 64) + x] - clean[1][(y * 64) + x];
                squares += error * error / (64 * 64);
            }

            edge += (clean[1][(y * 64) + 32] - clean[1][(y * 64) + 31]) / 64;
        }

        Assert.InRange(Math.Sqrt(squares), 0.003, 0.01);
        Assert.InRange(edge, 0.55, 0.61);
    }

    [Fact]
    public void In_camera_denoising_leaves_texture_more_of_its_noise_than_plain_areas_and_the_coarse_filter_takes_more()
    {
        float[] noise = Samples.Normal(3 * 64 * 64, 15);
        double[] Left(float coarse, float flat = 0)
        {
            using Planes noisy = new(64, 64), clean = new(64, 64);
            for (int i = 0; i < noise.Length; i++)
            {
                clean.All[i] = 0.5f + (i % 64 < 32 ? 0 : 0.2f * MathF.Sin(i % 64 * 1.8f));
                noisy.All[i] = clean.All[i] + (0.02f * noise[i]);
            }

            new InCameraDenoising(1, 2, coarse, flat, 3, 5).Apply(noisy, clean);
            double plain = 0, texture = 0;
            for (int i = 0; i < 64 * 64; i++)
            {
                double error = noisy[1][i] - clean[1][i];
                (plain, texture) = i % 64 is < 28 ? (plain + (error * error), texture) : i % 64 is >= 36
                    ? (plain, texture + (error * error)) : (plain, texture);
            }

            return [Math.Sqrt(plain), Math.Sqrt(texture)];
        }

        double[] one = Left(0), two = Left(1.5f), quiet = Left(0, flat: 0.6f);
        Assert.True(one[1] > 1.3 * one[0], $"{one[1]} in texture, {one[0]} in plain areas");
        Assert.True(two[0] < 0.9 * one[0], $"{two[0]} with the coarse filter, {one[0]} without");
        Assert.InRange(quiet[0] / one[0], 0.4, 0.6);            // 1 - m where the scene has no detail
        Assert.InRange(quiet[1] / one[1], 0.9, 1);
    }

    [Theory]
    [InlineData(95, 24, 40), InlineData(60, 24, 40), InlineData(30, 32, 48), InlineData(70, 31, 45), InlineData(90, 13, 9)]
    public void Jpeg_does_what_libjpeg_does(int quality, int height, int width)
    {
        var layout = new PixelLayout(width, height, ChannelOrder.Rgb);
        byte[] samples = new byte[height * width * 3], real = new byte[samples.Length];
        float[] noise = Samples.Normal(samples.Length, 15);
        for (int i = 0; i < samples.Length; i++)
        {
            int x = i / 3 % width, y = i / 3 / width;
            samples[i] = (byte)Math.Clamp(128 + (45 * Math.Sin((x * 0.3) + (i % 3))) + (25 * Math.Cos(y * 0.2)) + (8 * noise[i]), 0, 255);
        }

        string path = Path.Combine(Path.GetTempPath(), $"hush-{Guid.NewGuid()}.jpg");
        try
        {
            using Image image = Image.FromSamples(samples, layout);
            image.Write(path, new ImageWriteOptions { Quality = quality });
            using Image decoded = Image.Read(path);
            decoded.CopyTo(real, layout);
        }
        finally
        {
            File.Delete(path);
        }

        using Planes planes = new(height, width);
        planes.Load([.. samples.Select(s => s / 255f)]);
        new JpegCompression(quality, SubsamplesChroma: false, 0, 0).Apply(planes);
        float[] own = new float[samples.Length];
        planes.Store(own);
        int[] differences = [.. own.Select((value, i) => Math.Abs((int)Math.Round(value * 255) - real[i]))];
        double taken = samples.Select((value, i) => Math.Abs(value - real[i])).Average();
        // at small chroma steps, libjpeg's integer transforms round differently (0.31 at quality 95)
        Assert.InRange(differences.Average(), 0, 0.4 * taken);
    }

    [Fact]
    public void Half_size_color_keeps_gradients_and_averages_what_is_finer()
    {
        using Planes planes = new(32, 48);
        for (int i = 0; i < planes.Count; i++)
        {
            int x = i % 48, y = i / 48;
            float fine = (x + y) % 2 == 0 ? 0.1f : -0.1f;
            (planes[0][i], planes[1][i], planes[2][i]) = (0.5f, (0.004f * x) - 0.1f, fine);        // Y, Cb, Cr
        }

        Luma.ToRgb(planes);
        new JpegCompression(100, SubsamplesChroma: true, 0, 0).Apply(planes);
        Luma.FromRgb(planes);
        for (int y = 2; y < 30; y++)
        {
            for (int x = 2; x < 46; x++)
            {
                Near.Equal(0.5, planes[0][(y * 48) + x], 1, 0.006);
                Near.Equal((0.004 * x) - 0.1, planes[1][(y * 48) + x], 1, 0.008);
                Near.Equal(0, planes[2][(y * 48) + x], 1, 0.008);
            }
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Jpeg_of_a_cropped_image_is_cropped_jpeg(bool subsamplesChroma)
    {
        using Planes whole = new(72, 72), part = new(56, 56);
        Samples.Uniform(whole.All.Length, 16).CopyTo(whole.All);
        for (int c = 0; c < 3; c++)
        {
            for (int i = 0; i < part.Count; i++)
                part[c][i] = whole[c][(((i / 56) + 5) * 72) + (i % 56) + 11];
        }

        new JpegCompression(75, subsamplesChroma, 0, 0).Apply(whole);
        new JpegCompression(75, subsamplesChroma, 5, 11).Apply(part);
        for (int c = 0; c < 3; c++)
        {
            for (int y = 13; y < 41; y++)            // complete blocks in both, also of the chroma samples on either side
            {
                for (int x = 7; x < 35; x++)
                    Near.Equal(whole[c][((y + 5) * 72) + x + 11], part[c][(y * 56) + x], 1, 0.0001);
            }
        }
    }

    private static Planes Demosaiced(Func<int, int, int, float> scene, int height, int width, BayerMosaic mosaic, bool isMalvar)
    {
        var planes = new Planes(height, width);
        for (int c = 0; c < 3; c++)
        {
            for (int i = 0; i < planes.Count; i++)
                planes[c][i] = scene(i / width, i % width, c);
        }

        float[] raw = new float[planes.Count], padded = new float[(height + 4) * (width + 4)];
        mosaic.Sample(planes, raw);
        BayerMosaic.Pad(raw, height, width, padded);
        if (isMalvar)
            Demosaicing.Apply<MalvarDemosaicing>(padded, mosaic, planes);
        else
            Demosaicing.Apply<BilinearDemosaicing>(padded, mosaic, planes);
        return planes;
    }

    /// <summary>Demosaics 13x13 pixels that are 0 except in the center.</summary>
    private static Planes Impulse(BayerMosaic mosaic) => Demosaiced((y, x, _) => (y, x) == (6, 6) ? 1 : 0, 13, 13, mosaic, isMalvar: true);

    private static double[] NaiveResize(float[] source, int height, int width, int rows, int columns)
    {
        double[] result = new double[rows * columns];
        for (int y = 0; y < rows; y++)
        {
            for (int x = 0; x < columns; x++)
            {
                double sum = 0, weights = 0, cy = ((y + 0.5) * height / rows) - 0.5, cx = ((x + 0.5) * width / columns) - 0.5;
                double sy = Math.Max(1, (double)height / rows), sx = Math.Max(1, (double)width / columns);
                for (int v = (int)Math.Floor(cy - (2 * sy)); v <= cy + (2 * sy) + 1; v++)
                {
                    for (int u = (int)Math.Floor(cx - (2 * sx)); u <= cx + (2 * sx) + 1; u++)
                    {
                        double weight = Cubic((v - cy) / sy) * Cubic((u - cx) / sx);
                        sum += weight * source[(Math.Clamp(v, 0, height - 1) * width) + Math.Clamp(u, 0, width - 1)];
                        weights += weight;
                    }
                }

                result[(y * columns) + x] = (height, width) == (rows, columns) ? source[(y * width) + x] : sum / weights;
            }
        }

        return result;
    }

    private static double Cubic(double x) => Math.Abs(x) switch
    {
        < 1 and var near => (1.5 * near * near * near) - (2.5 * near * near) + 1,
        < 2 and var far => (-0.5 * far * far * far) + (2.5 * far * far) - (4 * far) + 2,
        _ => 0,
    };
}
