using System.CommandLine;
using Hush.Cli.Arguments;
using Hush.Cli.Display;

namespace Hush.Cli.Commands.Denoise;

/// <summary><c>hush denoise IN... -o OUT</c>: denoises images and folders of images.</summary>
internal static class DenoiseCommand
{
    public static Command Create(CommandContext context, ExampleHelp examples)
    {
        var inputs = new Argument<string[]>("IN")
        {
            Description = "Noisy images of any size, or folders of them; - for standard input. JPEG, PNG, TIFF, WebP, AVIF, GIF, PNM or " +
                "PFM; HEIC and JPEG XL if libvips is installed.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string?> output = Values.Text(
            "--output", "OUT", "The clean image; its extension determines the format; - for standard output. For several images, a " +
            "folder, where they keep their names and subfolders. Default: noisy-clean.png next to noisy.png, scans-clean next to the " +
            "folder scans.", "-o");
        Option<string?> model = Values.Text("--model", "MODEL", $"{SharedOptions.ModelHelp} Default: photo-gray or photo-color for white " +
            "noise, photo-camera for other noise.");
        Option<AskedSigma?> sigma = Values.AutoSigma(
            "--sigma", "Standard deviation of the noise on the 0 to 255 scale, for models that take it as input (default: auto, which " +
                "estimates it).");
        Option<double?> strength = Values.UpTo(
            "--strength", "PERCENT", 100, "How much of the noise to remove (default: 100).");
        Option<string?> residual = Values.Text("--residual", "FILE", "Write an image of what was removed, amplified around mid-gray, and " +
            "report whether it looks like noise.");
        Option<string?> compare = Values.Text("--compare", "FILE", "Write an image of before and after, side by side.");
        Option<int?> quality = Values.Count("--quality", "Quality of JPEG, WebP, AVIF, HEIC and JPEG XL, from 1 to 100 (default: 95; " +
            "a lossless WebP stays lossless).", max: 100);
        Option<int?> page = Values.Count("--page", "The page of a multi-page TIFF or the frame of an animation, counted from 1. Without " +
            "it, such files are rejected.");
        Option<bool> skip = Values.Flag("--skip-existing", "Skip images whose output already exists.");
        Option<bool> overwrite = Values.Flag("--overwrite", "Replace existing output files.");
        Option<long?> memory = Values.Memory("--memory", "Approximate memory limit, such as 512M or 2G. Large images are tiled: " +
            "slower, identical output.");
        Option<string?> device = Values.Text("--device", "NAME", "Run the network in ONNX Runtime: cuda (NVIDIA), directml (Windows), " +
            $"coreml (Apple) or cpu-ort, if its native library is installed in the folder {Devices.FolderVariable} (default: the " +
            "built-in engine).");
        Option<int?> threads = SharedOptions.Threads();
        Option<bool> json = SharedOptions.Json();
        var command = new Command("denoise", "Denoise images with a trained model.")
        {
            inputs, output, model, sigma, strength, residual, compare, quality, page, skip, overwrite, memory, device, threads, json,
        };
        command.SetAction(parsed => Run(
            new DenoiseSettings
            {
                Inputs = parsed.GetRequiredValue(inputs),
                Output = parsed.GetValue(output),
                Model = parsed.GetValue(model),
                Options = new DenoiseOptions { Sigma = parsed.GetValue(sigma)?.Value, Strength = parsed.GetValue(strength) ?? 100 },
                WriteOptions = new ImageWriteOptions { Quality = parsed.GetValue(quality) },
                Page = parsed.GetValue(page),
                Residual = parsed.GetValue(residual),
                Comparison = parsed.GetValue(compare),
                SkipExisting = parsed.GetValue(skip),
                Overwrite = parsed.GetValue(overwrite),
                Memory = parsed.GetValue(memory),
                Device = parsed.GetValue(device),
                Threads = parsed.GetValue(threads),
            },
            parsed.GetValue(json),
            context));
        examples.Add(
            command,
            "hush denoise IMG_0001.jpg",
            "hush denoise noisy.png -o clean.png",
            "hush denoise noisy.jpg -o clean.jpg --strength 80 --compare before-after.png",
            "hush denoise scans/ photos/ -o clean/ --skip-existing",
            "hush denoise noisy.png -o clean.png --model runs/mnist --overwrite");
        return command;
    }

    private static int Run(DenoiseSettings settings, bool json, CommandContext context)
    {
        if (settings.Options.Check() is { Count: > 0 } mistakes)
            throw new WrongUseException(string.Join(' ', mistakes));
        var plan = new DenoisePlan(settings.Inputs, settings.Output);
        ImagePair first = plan.Pairs[0];
        bool isSkipped = plan.IsSingle && settings.SkipExisting && File.Exists(first.Output);
        if (!isSkipped)
            CheckDiagnostics(settings, plan.Pairs);
        if (json && first.ToStandardOutput)
            throw new WrongUseException("--json and the image cannot both go to standard output. Give a file with -o, or omit --json.");
        using var interruption = new Interruption(context);
        using var denoiser = new AutoDenoiser(settings.Model, settings.Threads, settings.Memory);
        if (settings.Device is { } device)
            Devices.Use(denoiser, device);
        var denoising = new FileDenoiser(settings, denoiser);
        if (!plan.IsSingle)
            denoiser.LoadAsked();
        var reports = new DenoiseReports(context.Terminal, json, plan.IsSingle, first.ToStandardOutput);
        foreach (var (folder, why) in plan.Unreadable)
            reports.Unsearched(folder, why);
        return plan.IsSingle && !isSkipped
            ? reports.One(Clean(first, null))
            : new DenoiseBatch(settings, plan, reports, context.Terminal.Error).Run(Clean);

        DenoiseReport Clean(ImagePair pair, BatchProgress? batch)
        {
            pair.EnsureUsable(settings.Overwrite, isInBatch: batch != null);
            return ProgressViews.Run(
                context.Terminal.Error, view => interruption.Abandonable(() => denoising.Run(pair, batch, view, interruption.Token)));
        }
    }

    private static void CheckDiagnostics(DenoiseSettings settings, IReadOnlyList<ImagePair> pairs)
    {
        IReadOnlyList<string> sides = settings.DiagnosticPaths;
        if (sides.Count > 0 && pairs.Count > 1)
            throw new WrongUseException($"{ImageFiles.Quoted(sides[0])} can show only one image, but there are {pairs.Count}. Denoise " +
                "the one to inspect in a separate run.");
        foreach (string side in sides)
        {
            var beside = pairs[0] with { Output = side };
            if (beside.ToStandardOutput)
                throw new WrongUseException("Standard output (-) is reserved for the clean image. Give files for --residual and " +
                    "--compare.");
            beside.EnsureUsable(settings.Overwrite);
            if (IsSamePlace(side, pairs[0].Output))
                throw new WrongUseException($"{ImageFiles.Quoted(side)} is already the output file of the clean image. Choose another " +
                    "name.");
        }

        if (sides.Count == 2 && IsSamePlace(sides[0], sides[1]))
            throw new WrongUseException($"{ImageFiles.Quoted(sides[0])} cannot hold both the residual and the comparison. Give two " +
                "files.");
    }

    private static bool IsSamePlace(string a, string b) => ImageFiles.Names.Equals(ImageFiles.Real(a), ImageFiles.Real(b));
}
