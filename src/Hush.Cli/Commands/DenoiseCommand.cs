using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Hush.Cli.Arguments;
using Hush.Cli.Display;
using Hush.Denoising;
using Hush.Imaging.Files;

namespace Hush.Cli.Commands;

/// <summary><c>hush denoise IN.png -o OUT.png --model MODEL</c>: cleans a picture.</summary>
internal static class DenoiseCommand
{
    public static Command Create(CommandContext context, ExampleHelp examples)
    {
        var input = new Argument<string>("IN") { Description = "The noisy picture, of any size: PNG, PNM or PFM; JPEG, TIFF, WebP, AVIF or HEIC where libvips is installed." };
        Option<string?> output = Values.Text(
            "--output", "OUT", "The clean picture, in the format of its extension; same size and bit depth where that has them.", "-o");
        Option<string?> model = Values.Text("--model", "MODEL", SharedOptions.ModelHelp);
        (output.Required, model.Required) = (true, true);
        Option<AskedSigma?> sigma = Values.AutoSigma(
            "--sigma", "Deviation of the noise on the scale 0..255, for models that are told it; auto, the default, estimates it.");
        Option<double?> strength = Values.UpTo(
            "--strength", "PERCENT", 100, "How much of the noise is removed; 100 if not given.");
        Option<int?> quality = Values.Count("--quality", "Of JPEG, WebP, AVIF and HEIC, 1 to 100; 95 if not given.", most: 100);
        Option<bool> overwrite = Values.Flag("--overwrite", "Replaces OUT if it is there.");
        Option<int?> threads = SharedOptions.Threads();
        Option<bool> json = SharedOptions.Json();
        var command = new Command("denoise", "Cleans a picture with a trained model.")
        {
            input, output, model, sigma, strength, quality, overwrite, threads, json,
        };
        command.SetAction(parsed => Run(
            new DenoiseSettings
            {
                Input = parsed.GetRequiredValue(input),
                Output = parsed.GetRequiredValue(output)!,
                Model = parsed.GetRequiredValue(model)!,
                Options = new DenoiseOptions { Sigma = parsed.GetValue(sigma)?.Value, Strength = parsed.GetValue(strength) ?? 100 },
                WriteOptions = new ImageWriteOptions { Quality = parsed.GetValue(quality) ?? 95 },
                Overwrite = parsed.GetValue(overwrite),
                Threads = parsed.GetValue(threads),
            },
            parsed.GetValue(json),
            context));
        examples.Add(
            command,
            "hush denoise noisy.png -o clean.png --model runs/mnist",
            "hush denoise noisy.png -o clean.png --model runs/mnist --strength 80 --overwrite",
            "hush denoise noisy.png -o clean.png --model runs/mnist --sigma 25");
        return command;
    }

    private static int Run(DenoiseSettings settings, bool json, CommandContext context)
    {
        OutputPicture.Check(settings.Input, settings.Output, settings.Overwrite, "noisy", "clean");
        long start = Stopwatch.GetTimestamp();
        using var interruption = new Interruption(context);
        TextChannel output = context.Terminal.Output, error = context.Terminal.Error;
        DenoiseReport report = ProgressViews.Run(error, view => interruption.Abandonable(() => Denoise(settings, view)));
        report = report with { Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds };
        foreach (string remark in report.Remarks)
            error.Line(remark);
        foreach (string note in json ? [] : report.Notes)
            error.Line($"note: {note}");
        output.Line(json ? JsonSerializer.Serialize(report, Json.Options) : report.Describe());
        return ExitCode.Done;
    }

    private static DenoiseReport Denoise(DenoiseSettings settings, IProgressView view)
    {
        using var denoiser = Denoiser.Load(settings.Model, settings.Threads);
        using Image noisy = Image.Read(settings.Input);
        noisy.CheckWrite(settings.Output);
        view.Show(new WorkState("denoise", $"Cleaning {noisy.Width}x{noisy.Height} pixels", null));
        var level = NoiseLevelChoice.For(noisy, denoiser.Card, settings.Options.Sigma);
        using Image clean = denoiser.Denoise(noisy, settings.Options with { Sigma = level.Level.Bytes });
        clean.Write(settings.Output, settings.WriteOptions);
        bool isTold = denoiser.Card.Recipe.Model.NoiseLevelInput;
        return new DenoiseReport(
            settings.Input, settings.Output, denoiser.Card.Name, clean.Width, clean.Height, clean.Channels, clean.BitDepth)
        {
            Sigma = isTold ? Math.Round(level.Level.Bytes, 3) : null,
            Remarks = DenoiseRemarks.Of(settings, noisy),
            Noise = NoiseReport.Of(level.Estimate),
            Notes = settings.Options.Sigma == null || isTold
                ? level.Notes
                : [$"the model '{denoiser.Card.Name}' is not told the noise level, so --sigma changes nothing.", .. level.Notes],
        };
    }
}
