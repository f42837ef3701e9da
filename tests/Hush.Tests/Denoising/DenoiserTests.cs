using Hush.Learning.Plans;
using Hush.Models;
using Hush.Testing;
using Hush.Training;
using Xunit;

namespace Hush.Tests.Denoising;

public class DenoiserTests
{
    [Fact]
    public void Memory_that_a_program_holds_is_cleaned_in_place_as_an_image_is()
    {
        using var denoiser = new Denoiser(MadeUpModels.Create(MadeUpModels.Plain), threads: 2);
        var layout = new PixelLayout(19, 7, ChannelOrder.Bgra) { RowStride = 80 };
        byte[] bytes = [.. Enumerable.Range(0, layout.Length).Select(i => (byte)((i * 89) ^ (i >> 3)))];
        ushort[] words = [.. bytes.Select(b => (ushort)(257 * b))];
        float[] floats = [.. bytes.Select(b => b / 255f)];
        using Image noisy = Image.FromSamples(bytes, layout), clean = denoiser.Denoise(noisy);
        byte[] expected = [.. bytes];
        clean.CopyTo(expected, layout);

        denoiser.Denoise(bytes, bytes, layout);
        denoiser.Denoise(words, words, layout);
        denoiser.Denoise(floats, floats, layout);

        Assert.Equal(expected, bytes);
        for (int i = 0; i < bytes.Length; i++)
        {
            bool isGap = i % layout.RowStride >= 4 * layout.Width, isAlpha = i % layout.RowStride % 4 == 3;
            Assert.InRange(words[i] / 257.0, expected[i] - 0.51, expected[i] + 0.51);
            Assert.InRange(255.0 * floats[i], expected[i] - 0.51, expected[i] + 0.51);
            if (isGap || isAlpha)
                Assert.Equal(257 * expected[i], words[i]);
        }
    }

    [Theory]
    [InlineData(ChannelOrder.Gray, 0, 100)]
    [InlineData(ChannelOrder.Rgb, 0, 100)]
    [InlineData(ChannelOrder.Rgb, 0, 60)]
    [InlineData(ChannelOrder.Rgb, 64, 100)]
    [InlineData(ChannelOrder.Rgba, 0, 100)]
    public void Floats_in_memory_give_the_values_of_an_image_and_the_noisy_ones_stay(ChannelOrder order, int stride, double strength)
    {
        using var denoiser = new Denoiser(MadeUpModels.Create(MadeUpModels.Plain), threads: 2);
        var layout = new PixelLayout(19, 7, order) { RowStride = stride };
        var options = new DenoiseOptions { Strength = strength };
        float[] noisy = [.. Enumerable.Range(0, layout.Length).Select(i => (((i * 89) ^ (i >> 3)) & 255) / 255f)];
        AssertAsImage(denoiser, noisy, layout, options);
    }

    [Fact]
    public void Floats_with_gaps_and_gray_floats_in_color_give_the_values_of_an_image()
    {
        using var denoiser = new Denoiser(MadeUpModels.Create(MadeUpModels.Plain), threads: 2);
        var layout = new PixelLayout(19, 7, ChannelOrder.Rgb);
        float[] gaps = [.. Enumerable.Range(0, layout.Length).Select(i => i % 50 == 7 ? float.NaN : (i * 89 % 256) / 255f)];
        float[] gray = [.. Enumerable.Range(0, layout.Length).Select(i => (i / 3 * 89 % 256) / 255f)];
        AssertAsImage(denoiser, gaps, layout, new DenoiseOptions());
        AssertAsImage(denoiser, gray, layout, new DenoiseOptions());
    }

    /// <summary>Floats in memory give the values of an image of them, nothing beyond the layout is written, and the input stays.</summary>
    private static void AssertAsImage(Denoiser denoiser, float[] noisy, PixelLayout layout, DenoiseOptions options)
    {
        float[] before = [.. noisy], clean = new float[noisy.Length + 1], expected = new float[noisy.Length + 1];
        using Image image = Image.FromSamples(noisy, layout), result = denoiser.Denoise(image, options);
        result.CopyTo(expected, layout);

        denoiser.Denoise(noisy, clean, layout, options);

        Assert.Equal(expected, clean);
        Assert.Equal(before, noisy);
    }

    [Fact]
    public void Buffers_that_are_too_short_are_errors()
    {
        using var denoiser = new Denoiser(MadeUpModels.Create(MadeUpModels.Plain), threads: 2);
        var layout = new PixelLayout(19, 7, ChannelOrder.Rgb);
        Assert.Throws<ShapeException>(() => denoiser.Denoise(new float[398], new float[399], layout));
        Assert.Throws<ShapeException>(() => denoiser.Denoise(new float[399], new float[398], layout));
    }

    [Fact]
    public async Task A_model_loads_from_a_stream_that_is_only_read_asynchronously()
    {
        using var folder = new TemporaryFolder();
        using (Model model = MadeUpModels.Create(MadeUpModels.Plain))
            model.Save(folder["model.safetensors"]);
        await using var stream = new AsyncOnlyStream(new MemoryStream(File.ReadAllBytes(folder["model.safetensors"])));
        using Denoiser fromStream = await Denoiser.LoadStreamAsync(stream, threads: 1);
        using Denoiser fromFile = await Denoiser.LoadFileAsync(folder["model.safetensors"], threads: 1);
        Assert.Equal(fromFile.Card.ToJson(), fromStream.Card.ToJson());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Made_ready_for_a_size_or_for_another_one_it_gives_the_same_bytes(int channels)
    {
        using Image noisy = MadeUpModels.Picture(40, 52, channels);
        using var fresh = new Denoiser(MadeUpModels.Create(MadeUpModels.Plain), threads: 2);
        using var ready = new Denoiser(MadeUpModels.Create(MadeUpModels.Plain), threads: 2);
        using Image expected = fresh.Denoise(noisy);
        ready.Prepare(noisy.Pixels.Shape with { H = 16 });
        ready.Prepare(noisy.Pixels.Shape);
        using Image clean = ready.Denoise(noisy);
        Assert.Equal(expected.Pixels.Span.ToArray(), clean.Pixels.Span.ToArray());
    }

    [Fact]
    public void It_is_not_made_ready_for_what_is_no_image()
    {
        using Denoiser denoiser = MadeUpModels.Denoiser(MadeUpModels.Shallow);
        foreach (Shape shape in new Shape[] { new(2, 8, 8, 1), new(1, 0, 8, 1), new(1, 8, 8, 2) })
            Assert.Contains("An image must have shape", Assert.Throws<ShapeException>(() => denoiser.Prepare(shape)).Message);
    }

    [Fact]
    public void Three_lines_clean_an_image_file()
    {
        string folder = Directory.CreateTempSubdirectory("hush-").FullName;
        try
        {
            using (Model model = MadeUpModels.Create(MadeUpModels.Notebook))
                model.Save(Path.Combine(folder, "model.safetensors"));
            using Image picture = MadeUpModels.Picture(21, 34, 1);
            picture.Write(Path.Combine(folder, "noisy.png"));

            using (var denoiser = Denoiser.Load(folder))
            {
                using Image clean = denoiser.Denoise(Image.Read(Path.Combine(folder, "noisy.png")));
                clean.Write(Path.Combine(folder, "clean.png"));
            }

            using Image noisy = Image.Read(Path.Combine(folder, "noisy.png")), written = Image.Read(Path.Combine(folder, "clean.png"));
            using Image expected = Through(MadeUpModels.Notebook, noisy);
            Assert.Equal((34, 21, 1, 8), (written.Width, written.Height, written.Channels, written.BitDepth));
            for (int i = 0; i < 21 * 34; i++)
                Assert.Equal(MathF.Round(expected.Pixels.Span[i] * 255), MathF.Round(written.Pixels.Span[i] * 255));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Four_threads_at_once_get_what_each_would_get_alone()
    {
        (int Height, int Width)[] sizes = [(37, 153), (64, 64), (190, 31), (37, 153)];
        using Denoiser denoiser = MadeUpModels.Denoiser(MadeUpModels.Plain, threads: 2, tileColumns: 40);
        var cleaned = new float[sizes.Length][];
        Parallel.For(0, 4 * sizes.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, run =>
        {
            int i = run % sizes.Length;
            using Image noisy = MadeUpModels.Picture(sizes[i].Height, sizes[i].Width, 3, (uint)i);
            using Image clean = denoiser.Denoise(noisy);
            float[] values = clean.Pixels.Span.ToArray();
            Assert.Equal(Interlocked.CompareExchange(ref cleaned[i], values, null) ?? values, values);
        });
        for (int i = 0; i < sizes.Length; i++)
        {
            using Image noisy = MadeUpModels.Picture(sizes[i].Height, sizes[i].Width, 3, (uint)i);
            Assert.Equal(MadeUpModels.Whole(MadeUpModels.Plain, noisy, 0), cleaned[i]);
        }
    }

    [Theory, InlineData(1), InlineData(int.MaxValue)]
    public void A_gray_model_cleans_a_color_image_channel_by_channel(int tileColumns)
    {
        using Image noisy = MadeUpModels.Picture(131, 145, 3);
        using Image clean = Through(MadeUpModels.Notebook, noisy, tileColumns);
        for (int c = 0; c < 3; c++)
        {
            using Image channel = Image.FromPixels(Every(noisy, 3, c), 145, 131, 1);
            Assert.Equal(MadeUpModels.Whole(MadeUpModels.Notebook, channel, 0), Every(clean, 3, c));
        }
    }

    [Theory, InlineData(1), InlineData(int.MaxValue)]
    public void A_color_model_cleans_a_gray_image_as_the_mean_of_three_equal_channels(int tileColumns)
    {
        using Image noisy = MadeUpModels.Picture(131, 145, 1);
        using Image clean = Through(MadeUpModels.Plain, noisy, tileColumns);
        float[] gray = noisy.Pixels.Span.ToArray();
        using Image color = Image.FromPixels(gray.SelectMany(v => (float[])[v, v, v]).ToArray(), 145, 131, 3);
        float[] estimate = MadeUpModels.Whole(MadeUpModels.Plain, color, 0);
        Assert.Equal(1, clean.Channels);
        for (int i = 0; i < gray.Length; i++)
            Assert.Equal((estimate[3 * i] + estimate[(3 * i) + 1] + estimate[(3 * i) + 2]) / 3, clean.Pixels.Span[i]);
    }

    [Fact]
    public void Bit_depth_and_alpha_stay()
    {
        ushort[] alpha = [.. Enumerable.Range(0, 6 * 7).Select(i => (ushort)(1000 * i))];
        using Image noisy = Image.FromPixels(new float[6 * 7 * 3], 7, 6, 3, bitDepth: 16, alpha);
        using Image clean = Through(MadeUpModels.Plain, noisy);
        Assert.Equal((7, 6, 3, 16), (clean.Width, clean.Height, clean.Channels, clean.BitDepth));
        Assert.Equal(alpha, clean.Alpha);
    }

    [Fact]
    public void A_model_whose_recipe_wants_direct_convolutions_gets_them()
    {
        using Image noisy = MadeUpModels.Picture(33, 40, 3);
        Model drawn = MadeUpModels.Create(MadeUpModels.Wide);
        ModelCard card = drawn.Card with { Recipe = drawn.Card.Recipe with { Convolutions = ConvolutionMode.Direct } };
        using var denoiser = new Denoiser(new Model(card, drawn.Network, drawn.Weights), threads: 1);
        using Image clean = denoiser.Denoise(noisy);
        Assert.Equal(MadeUpModels.Whole(MadeUpModels.Wide, noisy, 0, ConvolutionMode.Direct), clean.Pixels.Span.ToArray());
        Assert.NotEqual(MadeUpModels.Whole(MadeUpModels.Wide, noisy, 0), clean.Pixels.Span.ToArray());
    }

    [Fact]
    public void After_its_disposal_it_says_so()
    {
        Denoiser denoiser = MadeUpModels.Denoiser(MadeUpModels.Shallow);
        using Image noisy = MadeUpModels.Picture(5, 6, 1);
        denoiser.Denoise(noisy).Dispose();
        denoiser.Dispose();
        denoiser.Dispose();
        Assert.Throws<ObjectDisposedException>(() => denoiser.Denoise(noisy));
        Assert.Throws<ObjectDisposedException>(() => denoiser.Prepare(noisy.Pixels.Shape));
    }

    private static Image Through(string model, Image noisy, int tileColumns = int.MaxValue)
    {
        using Denoiser denoiser = MadeUpModels.Denoiser(model, tileColumns: tileColumns);
        return denoiser.Denoise(noisy);
    }

    private static float[] Every(Image image, int step, int first) => [.. image.Pixels.Span.ToArray().Where((_, i) => i % step == first)];
}
