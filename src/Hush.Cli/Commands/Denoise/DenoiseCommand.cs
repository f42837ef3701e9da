using System.CommandLine;
using Hush.Cli.Arguments;
using Hush.Cli.Display;
using Hush.Denoising;
using Hush.Imaging.Files;

namespace Hush.Cli.Commands.Denoise;

/// <summary><c>hush denoise IN... -o OUT</c>: cleans pictures, and folders of them.</summary>
internal static class DenoiseCommand
{
    public static Command Create(CommandContext context, ExampleHelp examples)
    {
        var inputs = new Argument<string[]>("IN")
        {
            Description = "Noisy images of any size, or folders of them; - is standard input. JPEG, PNG, TIFF, WebP, AVIF, GIF, PNM or " +
                "PFM; HEIC and JPEG XL where libvips is installed.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string?> output = Values.Text(
            "--output", "OUT", "The clean image; its extension chooses the format, - is standard output. For several images, a " +
            "folder; they keep their names and subfolders. Default: noisy-clean.png beside noisy.png, scans-clean beside the folder scans.", "-o");
        Option<string?> model = Values.Text("--model", "MODEL", $"{SharedOptions.ModelHelp} If not given: photo-gray or photo-color, by " +
            "the image.");
        Option<AskedSigma?> sigma = Values.AutoSigma(
            "--sigma", "Deviation of the noise on the scale 0..255, for models that are told it; auto, the default, estimates it.");
        Option<double?> strength = Values.UpTo(
            "--strength", "PERCENT", 100, "How much of the noise is removed; 100 if not given.");
        Option<string?> residual = Values.Text("--residual", "FILE", "Writes an image of what was removed, amplified around gray, and " +
            "says whether it looks like noise.");
        Option<string?> compare = Values.Text("--compare", "FILE", "Writes an image of before and after, side by side.");
        Option<int?> quality = Values.Count("--quality", "Of JPEG, WebP, AVIF, HEIC and JPEG XL, 1 to 100; 95 if not given. A lossless " +
            "WebP stays lossless if not given.", most: 100);
        Option<int?> page = Values.Count("--page", "The page of a TIFF with several, or the frame of an animation, from 1 on. If not " +
            "given, such files are refused.");
        Option<bool> skip = Values.Flag("--skip-existing", "Skips images whose output already exists.");
        Option<bool> overwrite = Values.Flag("--overwrite", "Replaces existing output files.");
        Option<long?> memory = Values.Memory("--memory", "Approximate limit on memory, like 512M or 2G. Large images are tiled: " +
            "slower, identical output.");
        Option<int?> threads = SharedOptions.Threads();
        Option<bool> json = SharedOptions.Json();
        var command = new Command("denoise", "Cleans images with a trained model.")
        {
            inputs, output, model, sigma, strength, residual, compare, quality, page, skip, overwrite, memory, threads, json,
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
        var plan = new PicturePlan(settings.Inputs, settings.Output);
        PicturePair first = plan.Pairs[0];
        bool isSkipped = plan.IsSingle && settings.SkipExisting && File.Exists(first.Output);
        if (!isSkipped)
            CheckSidePictures(settings, plan.Pairs);
        if (json && first.ToStandardOutput)
            throw new WrongUseException("--json and the image cannot both go to standard output. Name a file with -o, or leave --json out.");
        using var interruption = new Interruption(context);
        using var denoiser = new PictureDenoiser(settings.Model, settings.Threads, settings.Memory);
        var denoising = new PictureDenoising(settings, denoiser);
        if (!plan.IsSingle)
            denoiser.LoadAsked();
        var reports = new DenoiseReports(context.Terminal, json, plan.IsSingle, first.ToStandardOutput);
        foreach (var (folder, why) in plan.Unreadable)
            reports.Unsearched(folder, why);
        return plan.IsSingle && !isSkipped
            ? reports.One(Clean(first, null))
            : new DenoiseBatch(settings, plan, reports, context.Terminal.Error).Run(Clean);

        DenoiseReport Clean(PicturePair pair, BatchProgress? batch)
        {
            pair.Check(settings.Overwrite, isInBatch: batch != null);
            return ProgressViews.Run(
                context.Terminal.Error, view => interruption.Abandonable(() => denoising.Run(pair, batch, view, interruption.Token)));
        }
    }

    private static void CheckSidePictures(DenoiseSettings settings, IReadOnlyList<PicturePair> pairs)
    {
        IReadOnlyList<string> sides = settings.SidePictures;
        if (sides.Count > 0 && pairs.Count > 1)
            throw new WrongUseException($"{OutputPicture.Quoted(sides[0])} can show one image, but {pairs.Count} are cleaned. Clean " +
                "the one to look at by itself.");
        foreach (string side in sides)
        {
            var beside = pairs[0] with { Output = side };
            if (beside.ToStandardOutput)
                throw new WrongUseException("Standard output (-) is for the clean image. Name files for --residual and --compare.");
            beside.Check(settings.Overwrite);
            if (IsSamePlace(side, pairs[0].Output))
                throw new WrongUseException($"{OutputPicture.Quoted(side)} is where the clean image goes. Choose another name.");
        }

        if (sides.Count == 2 && IsSamePlace(sides[0], sides[1]))
            throw new WrongUseException($"{OutputPicture.Quoted(sides[0])} cannot hold both the residual and the comparison. Name two files.");
    }

    private static bool IsSamePlace(string a, string b) => OutputPicture.Names.Equals(OutputPicture.Real(a), OutputPicture.Real(b));
}
