using System.CommandLine;
using System.Text.Json;
using Hush.Cli.Arguments;
using Hush.Cli.Display;
using Hush.Imaging.Files;
using Hush.Imaging.Noise;
using Hush.Numerics;
using Hush.Numerics.Random;
using Hush.Numerics.Text;

namespace Hush.Cli.Commands;

/// <summary><c>hush add-noise IN -o OUT --sigma 25 --seed 1</c>: a noisy copy of a picture, for experiments.</summary>
internal static class AddNoiseCommand
{
    public static Command Create(CommandContext context, ExampleHelp examples)
    {
        var input = new Argument<string>("IN") { Description = "The clean picture, of any size: JPEG, PNG, TIFF, WebP, AVIF, GIF, PNM or PFM; HEIC and JPEG XL where libvips is installed." };
        Option<string?> output = Values.Text(
            "--output", "OUT", "The noisy picture; integer formats are clipped and rounded, float ones are not.", "-o");
        output.Required = true;
        Option<double?> sigma = Values.OneSigma("--sigma", "Deviation of the gaussian noise on the scale 0..255; 25 if not given.");
        Option<ulong?> seed = Values.Seed("--seed", "Seed of the draw: the same seed gives the same noise; 1 if not given.");
        Option<int?> page = Values.Count("--page", "The page of a TIFF with several, or the frame of an animation, from 1 on. If not given, such files are refused.");
        Option<bool> overwrite = Values.Flag("--overwrite", "Replaces OUT if it already exists.");
        Option<bool> json = SharedOptions.Json();
        var command = new Command("add-noise", "Adds gaussian noise to a picture, for experiments.")
        {
            input, output, sigma, seed, page, overwrite, json,
        };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(input),
            parsed.GetRequiredValue(output)!,
            parsed.GetValue(overwrite),
            parsed.GetValue(page),
            NoiseSpec.Gaussian(parsed.GetValue(sigma) ?? 25),
            parsed.GetValue(seed) ?? 1,
            parsed.GetValue(json),
            context.Terminal));
        examples.Add(command, "hush add-noise clean.png -o noisy.png --sigma 25 --seed 1");
        return command;
    }

    private static int Run(string input, string output, bool overwrite, int? page, NoiseSpec spec, ulong seed, bool json, Terminal terminal)
    {
        OutputPicture.Check(input, output, overwrite, "clean", "noisy");
        using Image clean = Image.Read(input, new ImageReadOptions { Page = page });
        clean.CheckWrite(output);
        INoise noise = spec.Create();
        var pixels = new Tensor(clean.Pixels.Shape);
        using Image noisy = clean.WithPixels(pixels);
        noise.Apply(clean.Pixels.Span, pixels.Span, pixels.Shape, new RandomKey(seed, RandomPurpose.TestNoise));
        noisy.Write(output);
        ImageFormat format = ImageFormats.FromPath(output);
        foreach (string remark in PictureRemarks.Of(input, output, clean, format))
            terminal.Error.Line(remark);
        var report = new AddNoiseReport(input, output, noisy.Width, noisy.Height, noisy.Channels, noisy.BitDepthIn(format), spec.Sigma!.Value.Low, seed)
        {
            Outside = ShareOutside(pixels.Span),
        };
        if (json)
            terminal.Output.Json(JsonSerializer.Serialize(report, Json.Options));
        else
            terminal.Output.Line(report.Describe(noise));
        return ExitCode.Done;
    }

    private static double ShareOutside(ReadOnlySpan<float> values)
    {
        long outside = 0;
        foreach (float value in values)
            outside += value is < 0 or > 1 ? 1 : 0;
        return (double)outside / values.Length;
    }
}

/// <summary>What <c>hush add-noise --json</c> says.</summary>
internal sealed record AddNoiseReport(
    string Input, string Output, int Width, int Height, int Channels, int BitDepth, double Sigma, ulong Seed)
{
    /// <summary>Share of the values that the noise took below black or above white, which integer formats clip.</summary>
    public double Outside { get; init; }

    /// <summary>The same for people.</summary>
    public string Describe(INoise noise) =>
        $"{Printable.Escape(Output)}: {Width}x{Height}, {(Channels == 1 ? "gray" : "color")}, {BitDepth} bits, {noise.Describe.Split(", not clipped")[0]}, " +
        $"seed {Seed}; it took {Outside * 100:0.0} % of the values beyond black or white";
}
