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
        Option<double?> sigma = Values.UpTo(
            "--sigma", "N", 255, "Deviation of the noise on the scale 0..255, for models that are told it.");
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
                Options = new DenoiseOptions { Sigma = parsed.GetValue(sigma), Strength = parsed.GetValue(strength) ?? 100 },
                WriteOptions = new ImageWriteOptions { Quality = parsed.GetValue(quality) ?? 95 },
                Overwrite = parsed.GetValue(overwrite),
                Threads = parsed.GetValue(threads),
            },
            parsed.GetValue(json),
            context));
        examples.Add(
            command,
            "hush denoise noisy.png -o clean.png --model runs/mnist",
            "hush denoise noisy.png -o clean.png --model runs/mnist --strength 80 --overwrite");
        return command;
    }

    private static int Run(DenoiseSettings settings, bool json, CommandContext context)
    {
        settings.Check();
        long start = Stopwatch.GetTimestamp();
        using var interruption = new Interruption(context);
        TextChannel output = context.Terminal.Output, error = context.Terminal.Error;
        DenoiseReport report = ProgressViews.Run(error, view => interruption.Abandonable(() => Denoise(settings, view)));
        report = report with { Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds };
        foreach (string remark in report.Remarks)
            error.Line(remark);
        if (report.IgnoresSigma)
            error.Line($"note: the model '{report.Model}' is not told the noise level, so --sigma changes nothing.");
        output.Line(json ? JsonSerializer.Serialize(report, Json.Options) : report.Describe());
        return ExitCode.Done;
    }

    private static DenoiseReport Denoise(DenoiseSettings settings, IProgressView view)
    {
        using var denoiser = Denoiser.Load(settings.Model, settings.Threads);
        using Image noisy = Image.Read(settings.Input);
        settings.CheckAgainst(noisy);
        view.Show(new WorkState("denoise", $"Cleaning {noisy.Width}x{noisy.Height} pixels", null));
        using Image clean = denoiser.Denoise(noisy, settings.Options);
        clean.Write(settings.Output, settings.WriteOptions);
        return new DenoiseReport(
            settings.Input, settings.Output, denoiser.Card.Name, clean.Width, clean.Height, clean.Channels, clean.BitDepth)
        {
            Remarks = DenoiseRemarks.Of(settings, noisy),
            IgnoresSigma = settings.Options.Sigma != null && !denoiser.Card.Recipe.Model.NoiseLevelInput,
        };
    }
}
