using Hush.Models;
using Hush.Testing;
using Xunit;

namespace Hush.Tests.Denoising;

/// <summary>Hidden colors and missing data are preserved and do not affect their surroundings.</summary>
public sealed class GapTests
{
    private const double Sigma = 25;
    private const int Pixels = NoisyScene.Width * NoisyScene.Height;

    /// <summary>Opaque in a disc, otherwise transparent.</summary>
    private static readonly ushort[] s_alpha = [.. Enumerable.Range(0, Pixels).Select(i => (ushort)(IsSeen(i) ? 255 : 0))];

    public static TheoryData<float> Fills() => new(float.NaN, float.PositiveInfinity, -float.MaxValue, 3e38f, -9999, -32768, 1e20f, 1e6f);

    [Theory, InlineData("photo-color"), InlineData("photo-gray")]
    public void Hidden_colors_stay_and_do_not_bleed(string model)
    {
        using var denoiser = Denoiser.Load(model, threads: 2);
        float[] noisy = NoisyScene.Color(Sigma), target = NoisyScene.Color(0);
        float[] gray = Hidden(noisy, _ => 128f / 255), wild = Hidden(noisy, i => i * 37 % 256 / 255f);
        using Image first = NoisyScene.Picture(gray, 8, s_alpha), second = NoisyScene.Picture(wild, 8, s_alpha),
            whole = NoisyScene.Picture(noisy, 8);
        using Image clean = denoiser.Denoise(first), other = denoiser.Denoise(second), open = denoiser.Denoise(whole);
        float[] values = clean.Pixels.Span.ToArray();
        Assert.Equal(Seen(values), Seen(other.Pixels.Span.ToArray()));
        Assert.Equal(Hidden(values, _ => 128f / 255), values);
        Assert.Equal(s_alpha, clean.Alpha);
        double alone = NoisyScene.Quality(Seen(target), Seen(values)),
            best = NoisyScene.Quality(Seen(target), Seen(open.Pixels.Span.ToArray()));
        Assert.True(alone > best - 3, $"{alone:0.0} dB, {best:0.0} dB where all is seen");
    }

    [Fact]
    public void An_image_of_which_nothing_is_seen_stays()
    {
        using var denoiser = Denoiser.Load("photo-gray", threads: 1);
        using Image noisy = NoisyScene.Picture(NoisyScene.Gray(Sigma), 8, new ushort[Pixels]);
        using Image clean = denoiser.Denoise(noisy, new DenoiseOptions { Sigma = Sigma });
        Assert.Equal(noisy.Pixels.Span.ToArray(), clean.Pixels.Span.ToArray());
    }

    [Theory, MemberData(nameof(Fills))]
    public void Missing_data_stays_and_what_is_around_it_is_cleaned_as_without_it(float fill)
    {
        using var denoiser = Denoiser.Load("photo-gray", threads: 1);
        float[] noisy = NoisyScene.Gray(Sigma), target = NoisyScene.Gray(0);
        int[] gaps = [0, 4321, 4322, Pixels - 1];
        foreach (int gap in gaps)
            noisy[gap] = fill;
        using Image image = NoisyScene.Picture(noisy), clean = denoiser.Denoise(image);
        float[] values = clean.Pixels.Span.ToArray();
        foreach (int gap in gaps)
        {
            Assert.Equal(fill, values[gap]);
            target[gap] = values[gap] = 0;
        }

        Assert.True(NoisyScene.Quality(target, values) > 36, $"{NoisyScene.Quality(target, values):0.0} dB");
        Assert.Equal(float.IsFinite(fill)
            ? ["4 values are far outside the range of all others: treated as missing data and kept."] : [], clean.Notes);
    }

    [Fact]
    public void Highlights_are_cleaned_as_they_are()
    {
        using Denoiser denoiser = MadeUpModels.Denoiser(MadeUpModels.Plain);
        float[] noisy = Samples.Uniform(33 * 40 * 3, 1);
        noisy[300] = 50;
        using Image image = Image.FromPixels(noisy, 40, 33, 3, 32), clean = denoiser.Denoise(image);
        Assert.Equal(MadeUpModels.Whole(MadeUpModels.Plain, image, 0), clean.Pixels.Span.ToArray());
        Assert.Empty(clean.Notes);
    }

    [Theory, InlineData(255), InlineData(65535)]
    public void Floats_on_another_scale_are_cleaned_on_it(float white)
    {
        using var denoiser = Denoiser.Load("photo-gray", threads: 1);
        float[] noisy = NoisyScene.Gray(Sigma);
        using Image unit = NoisyScene.Picture(noisy), image = NoisyScene.Picture([.. noisy.Select(v => v * white)]);
        using Image expected = denoiser.Denoise(unit, new DenoiseOptions { Sigma = Sigma }),
            clean = denoiser.Denoise(image, new DenoiseOptions { Sigma = Sigma }), found = denoiser.Denoise(image);
        for (int i = 0; i < noisy.Length; i++)
            Near.Equal(expected.Pixels.Span[i] * white, clean.Pixels.Span[i], white, 1e-4);
        Assert.True(NoisyScene.Quality([.. NoisyScene.Gray(0)], [.. found.Pixels.Span.ToArray().Select(v => v / white)]) > 36);
        Assert.Contains($"{white} is used as white", Assert.Single(clean.Notes));
    }

    [Theory, InlineData(1e38f), InlineData(-1e38f), InlineData(1e20f)]
    public void A_model_that_overflows_is_an_error_and_no_image(float weight)
    {
        Model model = MadeUpModels.Create(MadeUpModels.Deep);
        foreach (Hush.Learning.Networks.Parameter parameter in model.Network.Parameters)
            model.Weights[parameter.Name].Fill(weight);
        using var denoiser = new Denoiser(model, threads: 1);
        using Image noisy = MadeUpModels.Picture(20, 30, 1);
        Assert.Equal(
            "The model 'made up' returns NaN, infinity or values beyond 10^18 for this image: the model file is damaged, or training " +
            "diverged. Train again, or choose another model.",
            Assert.Throws<CheckpointException>(() => denoiser.Denoise(noisy)).Message);
    }

    private static bool IsSeen(int pixel)
    {
        int x = (pixel % NoisyScene.Width) - 60, y = (pixel / NoisyScene.Width) - 48;
        return (x * x) + (y * y) < 1600;
    }

    private static float[] Hidden(float[] pixels, Func<int, float> color) => [.. pixels.Select((v, i) => IsSeen(i / 3) ? v : color(i))];

    private static float[] Seen(float[] pixels) => [.. pixels.Where((_, i) => IsSeen(i / 3))];
}
