using Hush.Imaging.Content;
using Hush.Imaging.Files;
using Hush.Imaging.Tests.Estimation;
using Hush.Imaging.Tests.Files;
using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Content;

public class ImageContentTests
{
    private const int Width = 13, Height = 7;

    [Theory]
    [InlineData(8, 0, true)]
    [InlineData(8, 1 / 255f, true)]        // due to rounding
    [InlineData(8, 2 / 255f, false)]
    [InlineData(16, 0, true)]
    [InlineData(32, 0, true)]
    [InlineData(32, 0.01f, false)]
    public void Three_channels_are_gray_if_they_are_equal_to_one_step_of_8_bits(int bits, float apart, bool gray)
    {
        using Image image = Image.FromPixels(Colored(Samples.Uniform(Width * Height, 1), apart), Width, Height, 3, bits);
        using var content = new ImageContent(image);
        Assert.Equal((gray, gray ? 1 : 3), (ImageContent.IsGrayInColor(image), content.Pixels.Shape.C));
    }

    [Fact]
    public void An_image_that_shows_what_it_holds_is_not_copied()
    {
        using Image image = TestImages.Make(Width, Height, 3, 8, alpha: false);
        using var content = new ImageContent(image);
        Assert.Same(image.Pixels, content.Pixels);
        Assert.Empty(content.Notes);
    }

    [Fact]
    public void Hidden_colors_do_not_make_a_gray_image_colored()
    {
        float[] pixels = Colored(Samples.Uniform(Width * Height, 1), 0);
        pixels[3 * 20] = 1 - pixels[3 * 20];
        ushort[] alpha = [.. Enumerable.Range(0, Width * Height).Select(i => (ushort)(i == 20 ? 0 : 255))];
        using Image hidden = Image.FromPixels(pixels, Width, Height, 3, 8, alpha), seen = Image.FromPixels(pixels, Width, Height, 3);
        Assert.True(ImageContent.IsGrayInColor(hidden));
        Assert.False(ImageContent.IsGrayInColor(seen));
    }

    [Fact]
    public void A_gray_image_gets_its_clean_values_in_each_channel_and_keeps_what_these_differ_by()
    {
        float[] values = Samples.Uniform(Width * Height, 1);
        using Image image = Image.FromPixels(Colored(values, 1 / 512f), Width, Height, 3, 32);
        using var content = new ImageContent(image);
        Assert.Equal(values, content.Pixels.Span.ToArray());
        using Tensor clean = new(content.Shape), result = content.Restore(clean);
        Assert.Equal(image.Pixels.Shape, result.Shape);
        for (int i = 0; i < result.Span.Length; i++)
            Assert.Equal(image.Pixels.Span[i] - values[i / 3], result.Span[i]);
    }

    [Fact]
    public void Clear_pixels_and_missing_data_are_gaps_and_come_back_as_they_were()
    {
        float[] pixels = Samples.Uniform(Width * Height * 3, 2);
        (pixels[0], pixels[4], pixels[8]) = (-9999, float.NaN, float.NegativeInfinity);
        float[] plane = [.. Enumerable.Range(0, Width * Height).Select(i => i == 5 ? 0 : 0.5f)];
        using var image = new Image(Tensor.From(new Shape(1, Height, Width, 3), pixels), 32, new AlphaPlane(null, plane));
        using var content = new ImageContent(image);
        int[] gaps = [0, 4, 8, 15, 16, 17];
        Assert.Equal(gaps, Enumerable.Range(0, pixels.Length).Where(i => float.IsNaN(content.Pixels.Span[i])));
        Assert.Equal("1 value is far outside the range of all others: treated as missing data and kept.", Assert.Single(content.Notes));

        content.FillGaps();
        Assert.DoesNotContain(content.Pixels.Span.ToArray(), v => v is not (>= 0 and <= 1));
        using var clean = new Tensor(content.Shape);
        Tensor result = content.Restore(clean);
        for (int i = 0; i < pixels.Length; i++)
            Assert.Equal(gaps.Contains(i) ? pixels[i] : 0, result.Span[i]);
    }

    [Theory, InlineData(0.5f, true), InlineData(0.05f, false)]
    public void Values_often_below_black_are_said(float offset, bool said)
    {
        using Image image = Image.FromPixels([.. Samples.Uniform(Width * Height, 2).Select(v => v - offset)], Width, Height, 1, 32);
        using var content = new ImageContent(image);
        Assert.Equal(said ? ["At least a tenth of the values are below -0.25, but 0 is black: they are denoised less well. Add an " +
            "offset so that the darkest values are 0."] : [], content.Notes);
    }

    [Fact]
    public void Values_on_another_scale_are_brought_to_white_at_1_and_back()
    {
        float[] pixels = [.. Samples.Uniform(Width * Height, 2).Select(v => v * 255)];
        using Image image = Image.FromPixels(pixels, Width, Height, 1, 32);
        using var content = new ImageContent(image);
        Assert.Equal(pixels.Select(v => v / 255), content.Pixels.Span.ToArray());
        Assert.Matches("^Values reach 25[0-9.]+, but 1 is white. 255 is used as white: ", Assert.Single(content.Notes));
        using var clean = new Tensor(content.Shape);
        clean.Span.Fill(0.5f);
        Assert.All(content.Restore(clean).Span.ToArray(), v => Assert.Equal(127.5f, v));
    }

    [Fact]
    public void As_whole_numbers_they_have_their_white_at_white()
    {
        float[] pixels = [.. Samples.Uniform(Width * Height, 2).Select(v => v * 255)];
        using Image image = Image.FromPixels(pixels, Width, Height, 1, 32);
        using Image png = TestImages.Read(image.Bytes(ImageFormat.Png)), pfm = TestImages.Read(image.Bytes(ImageFormat.Pfm));
        Assert.Equal(pixels.Select(v => (int)MathF.Round(v * 257)), png.Numbers());
        Assert.Equal(pixels, pfm.Pixels.Span.ToArray());
        Assert.Contains(image.UnsupportedFeatures(ImageFormat.Png), l =>
            l.EndsWith("but 1 is white: 255 becomes white.", StringComparison.Ordinal));
        Assert.Empty(image.UnsupportedFeatures(ImageFormat.Pfm));
    }

    [Fact]
    public void The_noise_is_that_of_what_is_shown()
    {
        var shape = new Shape(1, 96, 128, 1);
        float[] values = Scenes.Noisy(shape, 15);
        using Image plain = Image.FromPixels(values, 128, 96, 1, 32);
        double expected = NoiseEstimator.Estimate(plain).Level!.Value.Sigma;

        using Image scaled = Image.FromPixels([.. values.Select(v => v * 4095)], 128, 96, 1, 32),
            gray = Image.FromPixels(Colored(values, 0), 128, 96, 3, 32);
        Assert.Equal(expected, NoiseEstimator.Estimate(scaled).Level!.Value.Sigma, 4);
        Assert.Equal(expected, NoiseEstimator.Estimate(gray).Level!.Value.Sigma, 6);
        Assert.Single(NoiseEstimator.Estimate(gray).Channels);

        using Image missing = Image.FromPixels([.. values.Select((v, i) => i % 128 < 64 && i / 128 < 48 ? -9999 : v)], 128, 96, 1, 32);
        Assert.Equal(expected, NoiseEstimator.Estimate(missing).Level!.Value.Sigma, 0.1 * expected);
    }

    /// <summary>RGB values from gray ones, with <paramref name="apart"/> added to red.</summary>
    private static float[] Colored(float[] values, float apart) => [.. values.SelectMany(v => (float[])[v + apart, v, v])];
}
