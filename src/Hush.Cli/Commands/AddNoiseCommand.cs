using System.CommandLine;
using System.Numerics.Tensors;
using Hush.Cli.Arguments;
using Hush.Cli.Display;
using Hush.Imaging.Files;
using Hush.Imaging.Noise;
using Hush.Numerics.Random;
using Hush.Numerics.Text;

namespace Hush.Cli.Commands;

/// <summary><c>hush add-noise IN -o OUT --sigma 25 --seed 1</c>: writes a noisy copy of an image, for experiments.</summary>
internal static class AddNoiseCommand
{
    public static Command Create(CommandContext context, ExampleHelp examples)
    {
        var input = new Argument<string>("IN")
        {
            Description = "The clean image, of any size: JPEG, PNG, TIFF, WebP, AVIF, GIF, PNM or " +
            "PFM; HEIC and JPEG XL if libvips is installed."
        };
        Option<string?> output = Values.Text(
            "--output", "OUT", "The noisy image. Integer formats clip and round the values; float formats do not.", "-o");
        output.Required = true;
        Option<double?> sigma = Values.OneSigma("--sigma", "Standard deviation of the Gaussian noise on the 0 to 255 scale (default: 25, " +
            "unless --noise is given).");
        Option<NoiseSpec?> noise = Values.Noise(
            "--noise", $"{string.Join(", ", NoiseKinds.Names)}; optionally with a value, such as camera:0.001. Other values are drawn " +
                "from the seed.");
        Option<ulong?> seed = Values.Seed("--seed", "Random seed: the same seed gives the same noise (default: 1).");
        Option<int?> page = Values.Count("--page", "The page of a multi-page TIFF or the frame of an animation, counted from 1. Without " +
            "it, such files are rejected.");
        Option<bool> overwrite = Values.Flag("--overwrite", "Replace OUT if it already exists.");
        Option<bool> json = SharedOptions.Json();
        var command = new Command("add-noise", "Add noise to an image, for experiments.")
        {
            input, output, sigma, noise, seed, page, overwrite, json,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(sigma) is not null && parsed.GetValue(noise) is not null)
                throw new WrongUseException("--sigma and --noise cannot be combined: --sigma is for Gaussian noise. Give the value with " +
                    "the noise: --noise gaussian:25.");
            return Run(
                parsed.GetRequiredValue(input),
                parsed.GetRequiredValue(output)!,
                parsed.GetValue(overwrite),
                parsed.GetValue(page),
                parsed.GetValue(noise) ?? NoiseSpec.Gaussian(parsed.GetValue(sigma) ?? 25),
                parsed.GetValue(seed) ?? 1,
                parsed.GetValue(json),
                context.Terminal);
        });
        examples.Add(
            command,
            "hush add-noise clean.png -o noisy.png --sigma 25 --seed 1",
            "hush add-noise clean.jpg -o noisy.png --noise camera");
        return command;
    }

    private static int Run(string input, string output, bool overwrite, int? page, NoiseSpec spec, ulong seed, bool json, Terminal terminal)
    {
        ImageFiles.EnsureUsable(input, output, overwrite, "clean", "noisy");
        using Image clean = Image.Read(input, new ImageReadOptions { Page = page });
        clean.CheckWrite(output);
        INoise noise = spec.Create();
        var pixels = new Tensor(clean.Pixels.Shape);
        using Image noisy = clean.WithPixels(pixels);
        var key = new RandomKey(seed, RandomPurpose.TestNoise);
        float white = clean.FloatRange.White;
        TensorPrimitives.Divide(clean.Pixels.Span, white, pixels.Span);
        noise.Apply(pixels.Span, pixels.Span, pixels.Shape, key);
        double outside = FractionOutside(pixels.Span);
        TensorPrimitives.Multiply(pixels.Span, white, pixels.Span);
        noisy.Write(output);
        ImageFormat format = ImageFormats.FromPath(output);
        foreach (string remark in ImageRemarks.Of(input, output, clean, format))
            terminal.Error.Line(remark);
        double? drawn = noise.LevelOf(key) is { } level ? Math.Round(level.Bytes, 3) : null;
        var report = new AddNoiseReport(input, output, noisy.Width, noisy.Height, noisy.Channels, noisy.BitDepthIn(format), drawn, seed)
        {
            Kind = NoiseKinds.NameOf(spec.Kind),
            Outside = outside,
        };
        if (json)
            terminal.Output.Json(CliJson.Serialize(report));
        else
            terminal.Output.Line(report.Describe(noise));
        return ExitCode.Done;
    }

    private static double FractionOutside(ReadOnlySpan<float> values)
    {
        long outside = 0;
        foreach (float value in values)
            outside += value is < 0 or > 1 ? 1 : 0;
        return (double)outside / values.Length;
    }
}

/// <summary>The output of <c>hush add-noise --json</c>. Sigma is the value that was drawn, if the kind of noise has one.</summary>
internal sealed record AddNoiseReport(
    string Input, string Output, int Width, int Height, int Channels, int BitDepth, double? Sigma, ulong Seed)
{
    public required string Kind { get; init; }

    /// <summary>The fraction of values outside [0, 1], which integer formats clip.</summary>
    public double Outside { get; init; }

    /// <summary>The human-readable output.</summary>
    public string Describe(INoise noise) =>
        $"{Printable.Escape(Output)}: {Width}x{Height}, {(Channels == 1 ? "gray" : "color")}, {BitDepth} bits, " +
        $"{noise.Description.Replace(", not clipped", "", StringComparison.Ordinal)}, seed {Seed}; " +
        $"{Outside * 100:0.0}% of the values are below black or above white";
}
