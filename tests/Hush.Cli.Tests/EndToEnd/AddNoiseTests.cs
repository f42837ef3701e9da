using System.Text.Json.Nodes;
using Hush.Imaging.Noise;
using Hush.Numerics.Random;
using Hush.Testing;
using Xunit;

namespace Hush.Cli.Tests.EndToEnd;

/// <summary>Tests of <c>hush add-noise</c>.</summary>
public sealed class AddNoiseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public AddNoiseTests()
    {
        using Image image = Image.FromPixels([.. Enumerable.Repeat(0.5f, 61 * 47 * 3)], 61, 47, 3, bitDepth: 16);
        image.Write(Clean);
    }

    private string Clean => _folder["clean.png"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_copy_has_the_noise_that_was_asked_for_and_keeps_its_form()
    {
        CommandRun run = RecordedTerminal.Run("add-noise", Clean, "-o", _folder["a.png"], "--sigma", "20", "--seed", "3");
        Assert.Equal((ExitCode.Done, ""), (run.Code, run.Error));
        Assert.Contains("a.png: 61x47, color, 16 bits, Gaussian noise, σ = 20/255 (0.0784), seed 3; 0.0% of", run.Output);
        using Image noisy = Image.Read(_folder["a.png"]);
        Assert.Equal((61, 47, 3, 16), (noisy.Width, noisy.Height, noisy.Channels, noisy.BitDepth));
        double variance = noisy.Pixels.Span.ToArray().Average(v => (v - 0.5) * (v - 0.5));
        Assert.InRange(255 * Math.Sqrt(variance), 19.3, 20.7);
    }

    [Theory]
    [InlineData("tiff", 255, 0)]
    [InlineData("pfm", 255, 0)]
    [InlineData("tiff", 1, 0)]
    [InlineData("pfm", 1, 0)]
    [InlineData("tiff", 1, 40)]
    [InlineData("pfm", 1, 40)]
    public void Float_images_get_noise_on_the_scale_of_their_white(string extension, float white, float highlight)
    {
        const float Gray = 0.5f;
        const int Width = 61, Height = 47, Every = 50;
        float[] pixels = [.. Enumerable.Range(0, Width * Height).Select(i => highlight > 0 && i % Every == 0 ? highlight : Gray * white)];
        string clean = _folder["clean." + extension], noisy = _folder["noisy." + extension];
        using (Image image = Image.FromPixels(pixels, Width, Height, 1, bitDepth: 32))
            image.Write(clean);
        CommandRun run = RecordedTerminal.Run("add-noise", clean, "-o", noisy, "--sigma", "20", "--seed", "3", "--json");
        Assert.Equal((ExitCode.Done, ""), (run.Code, run.Error));
        JsonNode report = JsonNode.Parse(run.Output)!;
        Assert.Equal((32, 20), ((int)report["bit_depth"]!, (double)report["sigma"]!));
        Assert.Equal(highlight > 0 ? 1.0 / Every : 0, (double)report["outside"]!, 0.5 / Every);

        float[] draw = new float[pixels.Length];
        NoiseSpec.Gaussian(20).Create().Apply(draw, draw, new Shape(1, Height, Width, 1), new RandomKey(3, RandomPurpose.TestNoise));
        using Image result = Image.Read(noisy);
        Near.Equal([.. pixels.Select((p, i) => p + ((double)white * draw[i]))], result.Pixels.Span, relative: 1e-6);
    }

    [Fact]
    public void A_folder_is_not_an_image()
    {
        CommandRun run = RecordedTerminal.Run("add-noise", _folder.Path, "-o", _folder["a.png"]);
        Assert.Equal(ExitCode.Failed, run.Code);
        Assert.Contains($"'{_folder.Path}' is a folder. Give the path of an image file.", run.Error);
    }

    [Fact]
    public void The_same_seed_gives_the_same_file_and_another_another()
    {
        foreach (var (name, seed) in new[] { ("a.png", "1"), ("b.png", "1"), ("c.png", "2") })
            RecordedTerminal.Run("add-noise", Clean, "-o", _folder[name], "--seed", seed);
        Assert.Equal(File.ReadAllBytes(_folder["a.png"]), File.ReadAllBytes(_folder["b.png"]));
        Assert.NotEqual(File.ReadAllBytes(_folder["a.png"]), File.ReadAllBytes(_folder["c.png"]));
    }

    [Fact]
    public void An_animation_is_refused_and_its_frame_is_taken_where_it_is_asked_for()
    {
        byte[] screen = [.. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255],
            frame = [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x4C, 1, 0];
        string film = _folder["film.gif"], noisy = _folder["noisy.png"];
        File.WriteAllBytes(film, [.. screen, .. frame, .. frame, 0x3B]);
        CommandRun refused = RecordedTerminal.Run("add-noise", film, "-o", noisy);
        Assert.Equal((ExitCode.Failed, false), (refused.Code, File.Exists(noisy)));
        Assert.Contains("expected a single image, got 2 pages or frames.", refused.Error);
        Assert.Contains("Use --page 1 to --page 2.", refused.Error);
        CommandRun taken = RecordedTerminal.Run("add-noise", film, "-o", noisy, "--page", "2");
        Assert.Equal(ExitCode.Done, taken.Code);
        Assert.Contains("Only frame 2 of its 2 frames is read.", taken.Error);
    }

    [Fact]
    public void What_integers_cannot_hold_is_clipped_and_counted()
    {
        CommandRun run = RecordedTerminal.Run("add-noise", Clean, "-o", _folder["a.png"], "--sigma", "255", "--json");
        JsonNode report = JsonNode.Parse(run.Output)!;
        string[] keys = ["input", "output", "width", "height", "channels", "bit_depth", "sigma", "seed", "kind", "outside"];
        Assert.Equal(keys, report.AsObject().Select(p => p.Key));
        Assert.InRange((double)report["outside"]!, 0.58, 0.66);          // 0.617 of a normal distribution is beyond 0.5 sigma
        using Image noisy = Image.Read(_folder["a.png"]);
        Assert.Equal((0f, 1f), (noisy.Pixels.Span.ToArray().Min(), noisy.Pixels.Span.ToArray().Max()));
    }

    [Fact]
    public void Any_kind_of_noise_can_be_named_but_not_together_with_a_sigma()
    {
        CommandRun run = RecordedTerminal.Run("add-noise", Clean, "-o", _folder["camera.png"], "--noise", "camera:0.003", "--json");
        Assert.Equal((ExitCode.Done, ""), (run.Code, run.Error));
        JsonNode report = JsonNode.Parse(run.Output)!;
        Assert.Equal("camera", report["kind"]!.GetValue<string>());
        Assert.Null(report["sigma"]);
        Assert.NotEqual(File.ReadAllBytes(Clean), File.ReadAllBytes(_folder["camera.png"]));

        CommandRun both = RecordedTerminal.Run("add-noise", Clean, "-o", _folder["both.png"], "--noise", "camera", "--sigma", "5");
        Assert.Equal(ExitCode.WrongUse, both.Code);
        Assert.Contains("Give the value with the noise: --noise gaussian:25.", both.Error);
        Assert.False(File.Exists(_folder["both.png"]));
    }

    [Fact]
    public void A_file_is_replaced_only_when_that_is_asked_for_and_never_by_itself()
    {
        File.WriteAllText(_folder["mine.png"], "mine");
        CommandRun refused = RecordedTerminal.Run("add-noise", Clean, "-o", _folder["mine.png"]);
        Assert.Equal((ExitCode.Failed, "mine"), (refused.Code, File.ReadAllText(_folder["mine.png"])));
        Assert.Contains("already exists. Choose another name with -o, or replace it with --overwrite.", refused.Error);
        Assert.Equal(ExitCode.Done, RecordedTerminal.Run("add-noise", Clean, "-o", _folder["mine.png"], "--overwrite").Code);
        CommandRun itself = RecordedTerminal.Run("add-noise", Clean, "-o", Clean, "--overwrite");
        Assert.Equal(ExitCode.WrongUse, itself.Code);
        Assert.Contains("is the clean image itself. Choose another name for the noisy one.", itself.Error);
    }
}
