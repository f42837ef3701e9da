using System.Text.Json.Nodes;
using Hush.Testing;
using Xunit;

namespace Hush.Cli.Tests.EndToEnd;

/// <summary>Evaluation on noisy images and clean images of the same scenes.</summary>
public sealed class EvaluatedPairsTests : IDisposable
{
    private const int Side = 96;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pairs_are_matched_by_name_and_measured_as_their_files_would_be()
    {
        Write("noisy/a_real.png", 20, 1);
        Write("noisy/sub/b.png", 12, 2);
        Write("clean/a_mean.png", 0, 1);
        Write("clean/sub/b.png", 0, 2);
        CommandRun run = RecordedTerminal.Run("evaluate", "--pairs", _folder["noisy"], _folder["clean"], "--json");
        Assert.Equal(ExitCode.Done, run.Code);
        JsonNode result = JsonNode.Parse(run.Output)!;
        JsonArray pairs = result["pairs"]!.AsArray();
        Assert.Equal(2, (int)result["images"]!);
        Assert.EndsWith("a_real.png", (string)pairs[0]!["noisy"]!);
        Assert.EndsWith("a_mean.png", (string)pairs[0]!["clean"]!);
        foreach (JsonNode? pair in pairs)
        {
            Assert.Equal("photo-color", (string)pair!["model"]!);
            string cleaned = _folder["cleaned.png"];
            Assert.Equal(ExitCode.Done, RecordedTerminal.Run("denoise", (string)pair["noisy"]!, "-o", cleaned, "--overwrite").Code);
            Assert.Equal(Psnr((string)pair["clean"]!, cleaned), (double)pair["denoised_psnr"]!, 6);
            Assert.Equal(Psnr((string)pair["clean"]!, (string)pair["noisy"]!), (double)pair["noisy_psnr"]!, 6);
            Assert.True((double)pair["denoised_psnr"]! > (double)pair["noisy_psnr"]! + 5);
        }

        Assert.Equal(pairs.Average(p => (double)p!["denoised_psnr"]!), (double)result["denoised"]!["psnr_mean"]!, 6);
        CommandRun table = RecordedTerminal.Run("evaluate", "photo-color", "--pairs", _folder["noisy"], _folder["clean"], "--sigma", "20");
        Assert.Contains("2 pairs of images; models: photo-color for 2.", table.Output);
    }

    [Theory]
    [InlineData("tiff", 255, 255, false)]
    [InlineData("pfm", 255, 255, false)]
    [InlineData("tiff", 1, 1, false)]
    [InlineData("pfm", 1, 1, true)]
    [InlineData("tiff", 1, 1, true)]
    [InlineData("tiff", 255, 1, false)]         // each file has its own white
    [InlineData("pfm", 1, 255, false)]
    public void Float_images_are_compared_on_the_scale_of_their_white(string extension, float white, float cleanWhite, bool isHdr)
    {
        Write($"noisy/a.{extension}", 20, 1, bitDepth: 32, white, isHdr);
        Write($"clean/a.{extension}", 0, 1, bitDepth: 32, cleanWhite, isHdr);
        CommandRun run = RecordedTerminal.Run("evaluate", "--pairs", _folder["noisy"], _folder["clean"], "--json");
        Assert.Equal((ExitCode.Done, "Evaluating on the pairs\n"), (run.Code, run.Error));
        JsonNode pair = JsonNode.Parse(run.Output)!["pairs"]![0]!;
        double mse = Testing.Samples.Normal(Side * Side * 3, 1)
            .Select((n, i) => isHdr && IsLamp(i / 3 / Side, i / 3 % Side) ? 0 : Math.Pow(n * 20 / 255, 2)).Average();
        Assert.Equal(-10 * Math.Log10(mse), (double)pair["noisy_psnr"]!, 3);
        Assert.InRange((double)pair["sigma"]!, 18, 22);
        Assert.True((double)pair["denoised_psnr"]! > (double)pair["noisy_psnr"]! + 5, pair.ToJsonString());
    }

    [Fact]
    public void One_folder_may_hold_both_if_their_names_tell_them_apart()
    {
        Write("all/NOISY_SRGB_010.png", 20, 3);
        Write("all/GT_SRGB_010.png", 0, 3);
        CommandRun run = RecordedTerminal.Run("evaluate", "--pairs", _folder["all"], _folder["all"] + "/", "--json");
        Assert.Equal(1, (int)JsonNode.Parse(run.Output)!["images"]!);
        Write("all/extra_noisy.png", 20, 4);
        Assert.Contains("matches the noisy", Refused("--pairs", _folder["all"], _folder["all"]));
    }

    [Fact]
    public void What_does_not_pair_is_said()
    {
        Write("noisy/a.png", 20, 1);
        Write("clean/b.png", 0, 1);
        Assert.Contains($"No image in '{_folder["clean"]}' matches the noisy", Refused("--pairs", _folder["noisy"], _folder["clean"]));
        Assert.Contains($"The folder '{_folder["nowhere"]}' does not exist.", Refused("--pairs", _folder["noisy"], _folder["nowhere"]));
        Assert.Contains("Found 0 noisy and 0 clean images", Refused("--pairs", _folder["noisy"], _folder["noisy"]));
        File.Move(_folder["clean/b.png"], _folder["clean/a.png"]);
        Write("clean/a_gt.png", 0, 1);
        Assert.Contains("have the same name, apart from the words", Refused("--pairs", _folder["noisy"], _folder["clean"]));
        File.Delete(_folder["clean/a_gt.png"]);
        using (Image small = Image.FromPixels(new float[12], 4, 3, 1))
            small.Write(_folder["clean/a.png"]);
        Assert.Contains($"has {Side}x{Side} color pixels, but its clean image", Refused("--pairs", _folder["noisy"], _folder["clean"]));
    }

    [Fact]
    public void Options_for_made_noise_are_refused_and_a_model_is_needed_without_pairs()
    {
        Assert.Contains("--pairs and --noise cannot be combined", Refused("--pairs", "a", "b", "--noise", "poisson"));
        Assert.Contains("--pairs and --data cannot be combined", Refused("--pairs", "a", "b", "--data", "mnist"));
        Assert.Contains("--pairs takes a single --sigma.", Refused("--pairs", "a", "b", "--sigma", "5,10"));
        Assert.Contains("No model was given.", Refused("--data", "mnist"));
    }

    private static string Refused(params string[] arguments)
    {
        CommandRun run = RecordedTerminal.Run(["evaluate", .. arguments]);
        Assert.Equal((ExitCode.WrongUse, ""), (run.Code, run.Output));
        return run.Error;
    }

    private static bool IsLamp(int y, int x) => y < 4 && x < 4;

    private static double Psnr(string clean, string other)
    {
        using Image a = Image.Read(clean), b = Image.Read(other);
        return Imaging.Metrics.Psnr.Of(a.Pixels.Span, b.Pixels.Span);
    }

    /// <summary>
    /// Writes a scene of slopes and edges with white noise, independent in each channel. In HDR, a lamp is 40 times as bright as white.
    /// </summary>
    private void Write(string name, double sigma, uint stream, int bitDepth = 8, float white = 1, bool isHdr = false)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        float[] noise = Testing.Samples.Normal(Side * Side * 3, stream);
        float[] pixels = [.. noise.Select((n, i) =>
        {
            int y = i / 3 / Side, x = i / 3 % Side;
            double scene = isHdr && IsLamp(y, x) ? 40 : 0.3 + (0.3 * x / Side) + (y > 60 ? 0.2 : 0);
            return (float)(white * (scene + (n * sigma / 255)));
        })];
        using Image image = Image.FromPixels(pixels, Side, Side, 3, bitDepth);
        image.Write(_folder[name]);
    }
}
