using System.Text.Json.Nodes;
using Hush.Testing;
using Xunit;

namespace Hush.Cli.Tests.EndToEnd;

/// <summary>Commands that use a trained model: evaluate, info, denoise.</summary>
public class ModelCommandTests(TrainedDiscs trained) : IClassFixture<TrainedDiscs>
{
    private static readonly string[] s_scores = ["psnr_mean", "psnr_of_mean_mse", "psnr_std", "ssim_mean", "ssim_std"];

    [Fact]
    public void The_evaluation_as_JSON_keeps_its_contract_and_standard_output_holds_nothing_else()
    {
        CommandRun run = RecordedTerminal.Run("evaluate", trained.Folder, "--sigma", "76.5,25", "--json");
        Assert.Equal((ExitCode.Done, $"Evaluating on the test images{Environment.NewLine}"), (run.Code, run.Error));
        JsonArray results = JsonNode.Parse(run.Output)!.AsArray();
        Assert.Equal([76.5, 25], results.Select(r => r!["sigma"]!.GetValue<double>()));
        Assert.All(results, result =>
        {
            string[] keys = [.. result!.AsObject().Select(p => p.Key)];
            Assert.Equal(["sigma", "dataset", "images", "protocol", "noisy", "baseline", "denoised"], keys[..7]);
            Assert.Equal(["first_100", "baseline_width", "verified"], keys[7..]);
            Assert.Equal(["kind", "sigma", "clip", "seed"], result["protocol"]!.AsObject().Select(p => p.Key));
            foreach (string triple in new[] { "noisy", "baseline", "denoised" })
            {
                Assert.Equal(s_scores, result[triple]!.AsObject().Select(p => p.Key));
                Assert.Equal(s_scores, result["first_100"]![triple]!.AsObject().Select(p => p.Key));
            }

            Assert.Equal((true, 1), ((bool)result["protocol"]!["clip"]!, (int)result["protocol"]!["seed"]!));
            Assert.Equal(4, (int)result["images"]!);
        });
        Assert.True(Noisy(results[0]) < Noisy(results[1]), "more noise, less PSNR");
    }

    [Fact]
    public void The_evaluation_of_the_model_s_own_noise_is_that_of_the_training()
    {
        CommandRun run = RecordedTerminal.Run("evaluate", trained.Folder, "--threads", "1", "--json");
        JsonNode evaluated = JsonNode.Parse(run.Output)![0]!;
        JsonNode trainedTo = JsonNode.Parse(File.ReadAllText(Path.Combine(trained.Folder, "metrics.json")))!;
        foreach (string key in new[] { "sigma", "dataset", "protocol", "noisy", "baseline", "denoised", "first_100" })
            Assert.Equal(trainedTo[key]!.ToJsonString(), evaluated[key]!.ToJsonString());
    }

    [Fact]
    public void The_options_of_the_evaluation_change_its_protocol()
    {
        string[] options = ["--data", trained["discs"], "--noise", "gaussian:30", "--no-clip", "--seed", "9", "--json"];
        JsonNode result = JsonNode.Parse(RecordedTerminal.Run(["evaluate", trained.Folder, .. options]).Output)![0]!;
        Assert.Equal("""{"kind":"gaussian","sigma":30,"clip":false,"seed":9}""", result["protocol"]!.ToJsonString());
        string table = RecordedTerminal.Run("evaluate", trained.Folder, "--noise", "salt-and-pepper:0.1").Output;
        Assert.Contains("Protocol: salt and pepper on 10% of the values, seed 1; 4 test images of", table);
        CommandRun none = RecordedTerminal.Run("evaluate", trained.Folder, "--noise", "blur", "--sigma", "25");
        Assert.Equal(ExitCode.WrongUse, none.Code);
        Assert.Contains("Noise 'blur' has no sigma, got 25. Omit sigma, or choose Gaussian noise (--sigma, --noise gaussian).", none.Error);
    }

    [Fact]
    public void Another_noise_is_clipped_as_the_model_s_own_is_unless_that_is_said()
    {
        string[] options = ["--noise", "gaussian", "--sigma", "40", "--json"];
        JsonNode result = JsonNode.Parse(RecordedTerminal.Run(["evaluate", trained.Folder, .. options]).Output)![0]!;
        Assert.Equal("""{"kind":"gaussian","sigma":40,"clip":true,"seed":1}""", result["protocol"]!.ToJsonString());
    }

    [Fact]
    public void A_model_that_is_told_the_level_is_told_the_estimate_where_the_noise_has_none()
    {
        string folder = trained["bright"];
        Directory.CreateDirectory(folder);
        float[] slope = [.. Enumerable.Range(0, 96 * 96).Select(i => 0.3f + (0.4f * (i % 96) / 96))];
        using (Image picture = Image.FromPixels(slope, 96, 96, 1))
            picture.Write(Path.Combine(folder, "slope.png"));
        CommandRun run = RecordedTerminal.Run("evaluate", "photo-gray", "--data", folder, "--noise", "poisson:100", "--json");
        JsonNode result = JsonNode.Parse(run.Output)![0]!;
        Assert.True((double)result["denoised"]!["psnr_mean"]! > (double)result["noisy"]!["psnr_mean"]! + 6, run.Output);
        Assert.Contains("has no single level", run.Error);
    }

    [Fact]
    public void An_evaluation_can_be_interrupted()
    {
        CommandRun run = RecordedTerminal.Run(new CancellationToken(canceled: true), "evaluate", trained.Folder);
        Assert.Equal((ExitCode.Interrupted, ""), (run.Code, run.Output));
        Assert.EndsWith($"Interrupted.{Environment.NewLine}", run.Error);
    }

    [Fact]
    public void The_info_is_the_card_and_the_network_s_drawing()
    {
        string text = RecordedTerminal.Run("info", trained.Folder).Output;
        Assert.Matches(@"noise\s+Gaussian noise, σ = 50/255 \(0.1961\), clipped", text);
        Assert.Matches(@"epoch\s+\d+ of 12", text);
        Assert.Matches(@"out\s+conv 3x3, 8 -> 1\s+16x16x1\s+73\s+72", text);
        string file = Path.Combine(trained.Folder, "model.safetensors");
        JsonNode card = JsonNode.Parse(RecordedTerminal.Run("info", file, "--json").Output)!;
        Assert.Equal(("discs", 1, 12), ((string)card["name"]!, (int)card["channels"]!, (int)card["recipe"]!["epochs"]!));
    }

    [Theory]
    [InlineData("gray.png", 1, 8)]
    [InlineData("color.png", 3, 8)]
    [InlineData("deep.png", 3, 16)]
    [InlineData("gray.pgm", 1, 8)]
    [InlineData("color.ppm", 3, 8)]
    public void An_image_of_odd_size_becomes_cleaner_and_keeps_its_form(string name, int channels, int bitDepth)
    {
        string noisy = trained[name], clean = trained[$"clean-{name}"];
        Discs.WriteNoisy(noisy, 37, 23, channels, bitDepth);
        CommandRun run = RecordedTerminal.Run("denoise", noisy, "-o", clean, "--model", trained.Folder, "--json");
        Assert.Equal((ExitCode.Done, ""), (run.Code, run.Error));
        JsonNode report = JsonNode.Parse(run.Output)!;
        Assert.Equal((37, 23), ((int)report["width"]!, (int)report["height"]!));
        Assert.Equal((channels, bitDepth), ((int)report["channels"]!, (int)report["bit_depth"]!));
        using Image before = Image.Read(noisy), after = Image.Read(clean);
        Assert.Equal((before.Pixels.Shape, before.BitDepth), (after.Pixels.Shape, after.BitDepth));
        Assert.True(Roughness(after) < 0.7 * Roughness(before), $"{Roughness(before):0.0000} -> {Roughness(after):0.0000}");
    }

    [Fact]
    public void Strength_0_gives_the_image_itself()
    {
        string noisy = trained["still.png"], clean = trained["still-clean.png"];
        Discs.WriteNoisy(noisy, 19, 31, 3);
        CommandRun run = RecordedTerminal.Run("denoise", noisy, "-o", clean, "--model", trained.Folder, "--strength", "0");
        Assert.Equal(ExitCode.Done, run.Code);
        using Image before = Image.Read(noisy), after = Image.Read(clean);
        Assert.Equal(before.Pixels.Span.ToArray(), after.Pixels.Span.ToArray());
        Assert.Contains("note: Nothing to remove: the strength is 0, so the image is unchanged.", run.Error);
        Assert.Contains("noise not estimated", run.Output);
        CommandRun json = RecordedTerminal.Run(
            "denoise", noisy, "-o", clean, "--model", trained.Folder, "--strength", "0", "--sigma", "9", "--overwrite", "--json");
        JsonNode report = JsonNode.Parse(json.Output)!;
        Assert.Equal((null, null), (report["model"]?.ToString(), report["sigma"]?.ToString()));       // no model ran
        Assert.DoesNotContain("--sigma", json.Error);
    }

    [Fact]
    public void A_strength_that_is_a_fraction_is_asked_about_before_any_work()
    {
        CommandRun run = RecordedTerminal.Run("denoise", trained["none.png"], "-o", trained["nowhere.png"], "--strength", "0.8");
        Assert.Equal(ExitCode.WrongUse, run.Code);
        Assert.Contains("The strength is in percent: 0.8 removes almost nothing. Did you mean 80?", run.Error);
    }

    [Fact]
    public void A_gray_image_in_color_is_cleaned_as_gray()
    {
        string noisy = trained["gray-rgb.png"], clean = trained["gray-rgb-clean.png"];
        using (Image gray = Image.FromPixels([.. Samples.Normal(64 * 64, 1).SelectMany(v => Enumerable.Repeat(0.5f + (v / 10), 3))], 64, 64,
            3))
            gray.Write(noisy);
        CommandRun run = RecordedTerminal.Run("denoise", noisy, "-o", clean, "--json");
        Assert.Equal((ExitCode.Done, ""), (run.Code, run.Error));
        Assert.Equal(("photo-gray", 3), ((string)JsonNode.Parse(run.Output)!["model"]!, (int)JsonNode.Parse(run.Output)!["channels"]!));
        using Image after = Image.Read(clean);
        for (int i = 0; i < after.Pixels.Span.Length; i++)
            Assert.Equal(after.Pixels.Span[i / 3 * 3], after.Pixels.Span[i]);
    }

    [Fact]
    public void The_noise_is_estimated_with_every_run_and_a_level_far_from_the_model_s_own_is_remarked_on()
    {
        string gray = trained["flat.png"], noisy = trained["strong.png"], faint = trained["faint.png"], clean = trained["level-clean.png"];
        using (Image flat = Image.FromPixels([.. Enumerable.Repeat(0.5f, 97 * 83)], 97, 83, 1))
            flat.Write(gray);
        RecordedTerminal.Run("add-noise", gray, "-o", noisy, "--sigma", "50");
        RecordedTerminal.Run("add-noise", gray, "-o", faint, "--sigma", "8");
        CommandRun run = RecordedTerminal.Run("denoise", noisy, "-o", clean, "--model", trained.Folder);
        Assert.Equal((ExitCode.Done, ""), (run.Code, run.Error));
        Assert.Matches(@", noise of about σ = (4[7-9]|5[0-3])\.\d/255, in ", run.Output);
        CommandRun low = RecordedTerminal.Run("denoise", faint, "-o", clean, "--model", trained.Folder, "--sigma", "auto", "--overwrite");
        Assert.Contains("but the model 'discs' was trained for 50: expect fine detail to be lost. Choose another model", low.Error);
        JsonNode report = JsonNode.Parse(
            RecordedTerminal.Run("denoise", faint, "-o", clean, "--model", trained.Folder, "--overwrite", "--json").Output)!;
        Assert.Equal(["sigma", "channels", "confidence", "whiteness", "at_mid_gray", "grain"], report["noise"]!.AsObject()
            .Select(p => p.Key));
        Assert.Null(report["sigma"]);                           // this model does not take a level
        Assert.NotEmpty(report["notes"]!.AsArray());
    }

    [Fact]
    public void A_sigma_that_the_model_cannot_use_is_remarked_on()
    {
        string noisy = trained["told.png"], clean = trained["told-clean.png"];
        Discs.WriteNoisy(noisy, 16, 16, 1);
        CommandRun run = RecordedTerminal.Run("denoise", noisy, "-o", clean, "--model", trained.Folder, "--sigma", "30");
        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Contains("note: the model 'discs' does not take a noise level, so --sigma has no effect.", run.Error);
    }

    [Fact]
    public void An_image_is_replaced_only_when_that_is_asked_for_and_never_by_itself()
    {
        string noisy = trained["kept.png"], taken = trained["taken.png"];
        Discs.WriteNoisy(noisy, 16, 16, 1);
        File.WriteAllText(taken, "mine");
        Refused(ExitCode.Failed, "already exists. Choose another name with -o, or replace it with --overwrite.", noisy, taken);
        Assert.Equal("mine", File.ReadAllText(taken));
        CommandRun replaced = RecordedTerminal.Run("denoise", noisy, "-o", taken, "--model", trained.Folder, "--overwrite");
        Assert.Equal(ExitCode.Done, replaced.Code);
        Assert.NotEqual("mine", File.ReadAllText(taken));

        string link = trained["link.png"];
        File.CreateSymbolicLink(link, noisy);
        byte[] before = File.ReadAllBytes(noisy);
        foreach (string same in new[] { noisy, Path.Combine(trained.Folder, "..", "kept.png"), link })
            Refused(ExitCode.WrongUse, "is the noisy image itself. Choose another name for", noisy, same, "--overwrite");
        Assert.Equal(before, File.ReadAllBytes(noisy));
    }

    [Fact]
    public void What_cannot_end_well_is_refused_before_the_work()
    {
        string color = trained["rich.png"];
        Discs.WriteNoisy(color, 16, 16, 3);
        Refused(ExitCode.WrongUse, ".avif, .heic, .heif, .hif or .jxl, got .bmp.", color, trained["x.bmp"]);
        Refused(ExitCode.Failed, "missing.png' does not exist. Give the path of an image file.", trained["missing.png"], trained["x.png"]);
        Refused(ExitCode.Failed, "does not exist. Create it first.", color, Path.Combine(trained["no-folder"], "x.png"));
        const string TooRich = "x.pgm': expected a gray image for PGM, got a color image. Write it as .ppm, .pnm or .png.";
        Refused(ExitCode.Failed, TooRich, color, trained["x.pgm"]);
    }

    private void Refused(int code, string message, string from, string to, params string[] more)
    {
        CommandRun run = RecordedTerminal.Run(["denoise", from, "-o", to, "--model", trained.Folder, .. more]);
        Assert.Equal((code, ""), (run.Code, run.Output));
        Assert.Contains(message, run.Error);
    }

    private static double Noisy(JsonNode? result) => result!["noisy"]!["psnr_mean"]!.GetValue<double>();

    /// <summary>Mean absolute difference between horizontal neighbors.</summary>
    private static double Roughness(Image image)
    {
        Shape s = image.Pixels.Shape;
        ReadOnlySpan<float> pixels = image.Pixels.Span;
        double sum = 0;
        for (int i = s.C; i < pixels.Length; i++)
            sum += Math.Abs(pixels[i] - pixels[i - s.C]);
        return sum / pixels.Length;
    }
}
