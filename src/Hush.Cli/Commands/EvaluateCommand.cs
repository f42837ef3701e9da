using System.CommandLine;
using System.Text.Json;
using Hush.Cli.Arguments;
using Hush.Cli.Display;
using Hush.Evaluation;
using Hush.Imaging.Datasets;
using Hush.Imaging.Noise;

namespace Hush.Cli.Commands;

/// <summary><c>hush evaluate MODEL</c>: measures a model on the test images of a data set.</summary>
internal static class EvaluateCommand
{
    public static Command Create(CommandContext context, ExampleHelp examples)
    {
        var model = new Argument<string?>("MODEL")
        {
            Description = $"{SharedOptions.ModelHelp} With --pairs it may be left out: then it is chosen for each image.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var pairs = new Option<string[]?>("--pairs")
        {
            Description = "Measures real noise: a folder of noisy images and one of clean images of the same scenes and names, words like noisy, real, " +
                "clean and mean left out. One folder may hold both: give it twice.",
            HelpName = "NOISY CLEAN",
            Arity = new ArgumentArity(2, 2),
            AllowMultipleArgumentsPerToken = true,
        };
        Option<string?> data = Values.Text(
            "--data", "NAME|DIR", "The dataset's name, or a folder of clean images, all of which are measured; the model's own if not given.");
        Option<double[]?> sigma = Values.Sigmas(
            "--sigma", "Deviations of the noise on the scale 0..255, a measurement each; the model's own if not given. In a folder that the " +
            "model was not trained on the noise is then gaussian and not clipped, as in papers.");
        Option<NoiseSpec?> noise = Values.Noise(
            "--noise", $"{string.Join(", ", NoiseKinds.Names)}, or with a value like gaussian:25; the model's own if not given.");
        Option<bool> clip = Values.Flag("--clip", "Noisy pixels are clipped to 0..1; as in the model's own noise if neither is given.");
        Option<bool> noClip = Values.Flag("--no-clip", "Noisy pixels are not clipped; as in the model's own noise if neither is given.");
        Option<ulong?> seed = Values.Seed("--seed", "Seed of the one fixed draw of noise; the model's own if not given.");
        Option<int?> threads = SharedOptions.Threads();
        Option<string?> root = SharedOptions.DataRoot();
        Option<bool> json = SharedOptions.Json();
        var command = new Command(
            "evaluate", "Measures a model: PSNR and SSIM of the noisy, the filtered and the denoised test images.")
        {
            model, pairs, data, sigma, noise, clip, noClip, seed, threads, root, json,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(clip) && parsed.GetValue(noClip))
                throw new WrongUseException("--clip and --no-clip contradict each other: give one of them.");
            if (parsed.GetValue(pairs) is [var noisy, var clean])
            {
                RefuseWithPairs(parsed, data, noise, clip, noClip, seed);
                if (parsed.GetValue(sigma) is { Length: > 1 })
                    throw new WrongUseException("With --pairs the model is told one level. Give one --sigma, or none to estimate it.");
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
                    ?? throw new WrongUseException("Which model? Name it: a run folder, a .safetensors file or one that comes with Hush."),
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
            throw new WrongUseException($"--pairs and {given.Name} contradict each other: pairs have their own images and their own noise. Leave one of them out.");
    }

    private static int Run(PairOptions options, bool json, CommandContext context)
    {
        using var interruption = new Interruption(context);
        PairResult result = ProgressViews.Run(context.Terminal.Error, view =>
            EvaluatePairs.Run(options, ShareDisplay.OfMeasurement(view, TimeProvider.System), interruption.Token));
        TextChannel output = context.Terminal.Output;
        if (json)
            output.Json(JsonSerializer.Serialize(result, Json.Options));
        else
            ScoreTable.Write(output, result);
        return ExitCode.Done;
    }

    private static int Run(EvaluateOptions options, bool json, CommandContext context)
    {
        using var interruption = new Interruption(context);
        IReadOnlyList<EvaluationResult> results = ProgressViews.Run(context.Terminal.Error, view =>
            Evaluate.Run(
                options, new FetchDisplay(view), ShareDisplay.OfMeasurement(view, TimeProvider.System), new NoteDisplay(view), interruption.Token));
        TextChannel output = context.Terminal.Output;
        if (json)
        {
            output.Json(JsonSerializer.Serialize(results, Json.Options));
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
