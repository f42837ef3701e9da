using System.CommandLine;
using Hush.Cli.Arguments;
using Hush.Cli.Commands.Denoise.Shards;
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
        Option<ShardChoice?> shard = Values.Shard("--shard", "Denoise only part K, from 0 to N - 1, of the images in the folder IN, so " +
            "that N processes on any machines share them, and write a manifest to OUT. What earlier attempts finished is skipped. auto " +
            "reads K and N from a SLURM job array, auto/N reads K from it or from a Kubernetes Indexed Job. Exits with 65 if all images " +
            "were tried but some cannot be denoised, with 75 if the machine failed and another attempt can help.");
        Option<bool> merge = Values.Flag("--merge", "Instead of denoising, check that all shards are complete and the clean images " +
            "intact, and merge the manifests into " + ManifestFile.Merged + ".");
        merge.Aliases.Add("--manifest");
        Option<long?> memory = Values.Memory("--memory", "Approximate memory limit, such as 512M or 2G. Large images are tiled: " +
            "slower, identical output.");
        Option<string?> device = Values.Text("--device", "NAME", "Run the network in ONNX Runtime: cuda (NVIDIA), directml (Windows), " +
            $"coreml (Apple) or cpu-ort, if its native library is installed in the folder {Devices.FolderVariable} (default: the " +
            "built-in engine).");
        Option<int?> threads = SharedOptions.Threads();
        Option<bool> json = SharedOptions.Json();
        var command = new Command("denoise", "Denoise images with a trained model.")
        {
            inputs, output, model, sigma, strength, residual, compare, quality, page, skip, overwrite, shard, merge, memory, device,
            threads, json,
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
                Shard = parsed.GetValue(shard),
                Merge = parsed.GetValue(merge),
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
            "hush denoise noisy.png -o clean.png --model runs/mnist --overwrite",
            "hush denoise scans/ -o clean/ --shard 3/16",
            "hush denoise scans/ -o clean/ --merge");
        return command;
    }

    private static int Run(DenoiseSettings settings, bool json, CommandContext context)
    {
        if (settings.Options.Check() is { Count: > 0 } mistakes)
            throw new WrongUseException(string.Join(' ', mistakes));
        ShardFolders? folders = settings.Shard != null || settings.Merge ? ShardFolders.Of(settings) : null;
        Shard? shard = settings.Shard?.Find(Environment.GetEnvironmentVariable);
        if (folders != null && shard is null)
            return new ManifestMerge(folders).Run(context.Terminal, json);
        DenoisePlan plan = folders?.PlanOfShard() ?? new DenoisePlan(settings.Inputs, settings.Output);
        ImagePair first = plan.Pairs[0];
        bool isSkipped = plan.IsSingle && settings.SkipExisting && File.Exists(first.Output);
        if (!isSkipped)
            DiagnosticCheck.Run(settings, plan.Pairs);
        if (json && first.ToStandardOutput)
            throw new WrongUseException("--json and the image cannot both go to standard output. Give a file with -o, or omit --json.");
        using var interruption = new Interruption(context);
        using var denoiser = new AutoDenoiser(settings.Model, settings.Threads, settings.Memory);
        if (settings.Device is { } device)
            Devices.Use(denoiser, device);
        if (!plan.IsSingle)
            denoiser.LoadAsked();
        using ShardRun? run = shard is { } part ? new ShardRun(part, folders!, plan, ManifestSettings.Of(settings, denoiser)) : null;
        var denoising = new FileDenoiser(settings, denoiser, run);
        var reports = new DenoiseReports(context.Terminal, json, plan.IsSingle, first.ToStandardOutput);
        foreach (var (folder, why) in plan.Unreadable)
            reports.Unsearched(folder, why);
        return plan.IsSingle && !isSkipped
            ? reports.One(Clean(first, null))
            : new DenoiseBatch(settings, plan, run, reports, context.Terminal.Error).Run(Clean);

        DenoiseReport Clean(ImagePair pair, BatchProgress? batch)
        {
            string? ifExists = run != null ? "No earlier attempt wrote it. Move it away, or replace such images with --overwrite."
                : batch != null ? "Skip such images with --skip-existing, or replace them with --overwrite." : null;
            pair.EnsureUsable(settings.Overwrite || run?.IsOwn(pair) == true, ifExists);
            return ProgressViews.Run(
                context.Terminal.Error, view => interruption.Abandonable(() => denoising.Run(pair, batch, view, interruption.Token)));
        }
    }
}
