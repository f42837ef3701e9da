using System.CommandLine;
using Hush.Cli.Arguments;
using Hush.Cli.Display;
using Hush.Evaluation;
using Hush.Imaging.Datasets;
using Hush.Training;

namespace Hush.Cli.Commands;

/// <summary><c>hush evaluate MODEL</c>: evaluates a model on the test images of a dataset.</summary>
internal static class EvaluateCommand
{
    public static Command Create(CommandContext context, ExampleHelp examples)
    {
        var model = new Argument<string?>("MODEL")
        {
            Description = $"{SharedOptions.ModelHelp} Optional with --pairs: by default, the model is chosen for each image.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var pairs = new Option<string[]?>("--pairs")
        {
            Description = "Evaluate on real noise: a folder of noisy images and a folder of clean images of the same scenes. File names " +
                "must match apart from words such as noisy, real, clean and mean. If one folder has both, give it twice.",
            HelpName = "NOISY CLEAN",
            Arity = new ArgumentArity(2, 2),
            AllowMultipleArgumentsPerToken = true,
        };
        Option<string?> data = Values.Text(
            "--data", "NAME|DIR", "The name of a dataset, or a folder of clean images, all of which are used (default: the model's own " +
                "dataset).");
        Option<double[]?> sigma = Values.Sigmas(
            "--sigma", "Standard deviations of the noise on the 0 to 255 scale, each evaluated separately (default: the model's own). " +
            "For a folder that the model was not trained on, the noise is then Gaussian and not clipped, as in papers.");
        Option<NoiseSpec?> noise = Values.Noise(
            "--noise", $"{string.Join(", ", NoiseKinds.Names)}; optionally with a value, such as gaussian:25 (default: the model's own).");
        Option<bool> clip = Values.Flag("--clip", "Clip noisy pixels to 0..1 (default: as in the model's own noise).");
        Option<bool> noClip = Values.Flag("--no-clip", "Do not clip noisy pixels (default: as in the model's own noise).");
        Option<ulong?> seed = Values.Seed("--seed", "Random seed of the noise (default: the model's own).");
        Option<int?> threads = SharedOptions.Threads();
        Option<string?> root = SharedOptions.DataRoot();
        Option<bool> json = SharedOptions.Json();
        var command = new Command(
            "evaluate", "Evaluate a model: PSNR and SSIM of the noisy, filtered and denoised test images.")
        {
            model, pairs, data, sigma, noise, clip, noClip, seed, threads, root, json,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(clip) && parsed.GetValue(noClip))
                throw new WrongUseException("--clip and --no-clip cannot be combined. Give one of them.");
            if (parsed.GetValue(pairs) is [var noisy, var clean])
            {
                RefuseWithPairs(parsed, data, noise, clip, noClip, seed);
                if (parsed.GetValue(sigma) is { Length: > 1 })
                    throw new WrongUseException("--pairs takes a single --sigma. Give one, or none to estimate the noise level.");
                var measured = new PairOptions
                {
                    Noisy = noisy,
                    Clean = clean,
                    Model = parsed.GetValue(model),
                    Sigma = parsed.GetValue(sigma) is [var told] ? told : null,
                    Threads = parsed.GetValue(threads),
                };
                return Run(measured, parsed.GetValue(json), context);
            }

            var options = new EvaluateOptions
            {
                Model = parsed.GetValue(model)
                    ?? throw new WrongUseException("No model was given. Give a run folder, a .safetensors or .onnx file, or the " +
                        "name of a model that comes with Hush."),
                Data = parsed.GetValue(data),
                Sigmas = parsed.GetValue(sigma) ?? [],
                Noise = parsed.GetValue(noise),
                Clip = parsed.GetValue(clip) ? true : parsed.GetValue(noClip) ? false : null,
                Seed = parsed.GetValue(seed),
                Threads = parsed.GetValue(threads),
                Datasets = DatasetOptions.From(parsed.GetValue(root)),
            };
            return Run(options, parsed.GetValue(json), context);
        });
        examples.Add(
            command,
            "hush evaluate runs/mnist",
            "hush evaluate runs/mnist --data mnist --sigma 76.5,127.5 --json",
            "hush evaluate runs/mnist --data photos/ --sigma 15,25,50",
            "hush evaluate --pairs noisy/ clean/");
        return command;
    }

    private static void RefuseWithPairs(ParseResult parsed, params Option[] refused)
    {
        if (refused.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given)
            throw new WrongUseException($"--pairs and {given.Name} cannot be combined: pairs have their own images and noise. Omit one " +
                "of them.");
    }

    private static int Run(PairOptions options, bool json, CommandContext context)
    {
        using var interruption = new Interruption(context);
        PairResult result = ProgressViews.Run(context.Terminal.Error, view =>
            EvaluatePairs.Run(options, FractionDisplay.OfEvaluation(view, TimeProvider.System, "pairs"), interruption.Token));
        TextChannel output = context.Terminal.Output;
        if (json)
            output.Json(CliJson.Serialize(result));
        else
            ScoreTable.Write(output, result);
        return ExitCode.Done;
    }

    private static int Run(EvaluateOptions options, bool json, CommandContext context)
    {
        using var interruption = new Interruption(context);
        IReadOnlyList<EvaluationResult> results = ProgressViews.Run(context.Terminal.Error, view =>
            Evaluator.Evaluate(
                options,
                new FetchDisplay(view),
                FractionDisplay.OfEvaluation(view, TimeProvider.System),
                new NoteDisplay(view),
                interruption.Token));
        TextChannel output = context.Terminal.Output;
        if (json)
        {
            output.Json(CliJson.Serialize(results));
            return ExitCode.Done;
        }

        foreach (EvaluationResult result in results)
        {
            ScoreTable.Write(output, result);
            Protocols.Write(output, result);
        }

        return ExitCode.Done;
    }
}
