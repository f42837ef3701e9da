using System.Security.Cryptography;
using System.Text;
using Hush.Evaluation;
using Hush.Imaging.Datasets;
using Hush.Imaging.Noise;
using Hush.Learning.Losses;
using Hush.Learning.Networks;
using Hush.Learning.Training;
using Hush.Models;
using Hush.Numerics;
using Hush.Numerics.IO;
using Hush.Numerics.Threading;
using Hush.Recipes;

namespace Hush.Training;

/// <summary>The verb: from a recipe to a run folder with a model, its log, its measurement and its report.</summary>
public static class Train
{
    /// <summary>Trains, measures and reports.</summary>
    /// <param name="options">What and where.</param>
    /// <param name="progress">Told where it stands; called from several threads while data is fetched.</param>
    /// <param name="cancel">Ends the training after the running step, with a checkpoint.</param>
    /// <exception cref="RecipeException">The recipe has mistakes.</exception>
    /// <exception cref="IOException">The folder is in use, or a file cannot be written.</exception>
    /// <exception cref="DatasetException">The data cannot be had.</exception>
    /// <exception cref="DivergedException">The loss is not a number any more.</exception>
    public static TrainResult Run(TrainOptions options, IProgress<TrainEvent>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        Recipe recipe = options.Recipe.Checked();
        var folder = new RunFolder(options.Folder);
        RequireFree(folder, options);
        Dataset data = DatasetCatalogue.Load(
            recipe.Data.Name, options.Datasets with { Channels = options.Datasets.Channels ?? recipe.Model.Channels }, new FetchEvents(progress), cancel);
        using var team = new WorkerTeam(options.Threads ?? Environment.ProcessorCount);
        var (training, validation) = Parts(recipe, data);
        Shape patch = PatchOf(recipe, data.Training);
        Network network = ModelFactory.Build(recipe.Model, data.Training.Channels);
        RequireChannels(recipe, network, data);
        ILoss loss = recipe.CreateLoss();
        INoise noise = recipe.Noise.Create();
        using var validationSet = new ValidationSet(validation, patch, noise, recipe.Seed, loss, network, team);
        using var trainer = new Trainer(
            network,
            Options(recipe, patch, loss),
            new PatchSource(training, patch, recipe.Data.Augment, noise, recipe.NoiseOnce, recipe.Seed),
            validationSet,
            team);

        string fingerprint = Fingerprint(recipe, data);
        bool resumed = options.Resume && File.Exists(folder.Checkpoint);
        if (resumed)
            trainer.Load(folder.Checkpoint, fingerprint);
        else
            Begin(folder, recipe, options.Overwrite);
        TrainingLog.Write(folder.Log, trainer.Log);
        progress?.Report(new TrainEvent.Ready(
            data.Provenance, training.Count, validation.Count, network.ParameterCount, network.MultiplyAdds(patch.H, patch.W), resumed ? trainer.Log.Count : null));

        TrainingEnd end = trainer.Run(
            () =>
            {
                trainer.Save(folder.Checkpoint, fingerprint);
                TrainingLog.Write(folder.Log, trainer.Log);
                if (trainer.BestEpoch > 0)
                    SaveModel(folder, Card(recipe, data, network, patch, trainer.BestEpoch), network, trainer.Best);
            },
            progress == null ? null : new TrainingEvents(progress),
            cancel);
        if (end == TrainingEnd.Interrupted)
            return new TrainResult(end, folder, null, trainer.BestEpoch);

        using var evaluator = new Evaluator(network, trainer.Best, team);
        EvaluationResult result = Evaluate.Measure(
            evaluator, data, validation, recipe.Noise, recipe.Seed, progress == null ? null : new MeasuringEvents(progress), cancel);
        var metrics = new TrainingMetrics(result, Cost(network, patch, trainer, team.Count));
        byte[] json = Encoding.UTF8.GetBytes(metrics.ToJson());
        AtomicFile.Write(folder.Metrics, stream => stream.Write(json));
        TrainingReport.Write(folder, options, data, (training.Count, validation.Count), network, patch, trainer, metrics, evaluator);
        return new TrainResult(end, folder, metrics, trainer.BestEpoch);
    }

    private static void RequireFree(RunFolder folder, TrainOptions options)
    {
        if (File.Exists(folder.Path))
            throw new IOException($"'{folder.Path}' is a file, but a training needs a folder. Choose another with --out.");
        if (!folder.IsInUse || options.Overwrite)
            return;
        if (!options.Resume)
        {
            throw new IOException(
                $"The folder '{folder.Path}' is not empty. Choose another with --out, go on with the training in it by --resume, " +
                "or replace it by --overwrite.");
        }

        if (!File.Exists(folder.Recipe))
        {
            throw new IOException(
                $"The folder '{folder.Path}' holds no training to resume: it is not empty, but has no recipe.json. " +
                "Choose another with --out.");
        }
    }

    /// <summary>Makes the folder ready for a new training. An earlier one goes only now, when nothing is missing any more.</summary>
    private static void Begin(RunFolder folder, Recipe recipe, bool overwrite)
    {
        if (overwrite)
            folder.Clear();
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(folder.Checkpoint)!);
        byte[] json = Encoding.UTF8.GetBytes(recipe.ToJson());
        AtomicFile.Write(folder.Recipe, stream => stream.Write(json));
    }

    private static (IImageSet Training, IImageSet Validation) Parts(Recipe recipe, Dataset data)
    {
        int count = data.Training.Count, wanted = recipe.Data.Validation;
        if (wanted < 1 || wanted >= count)
        {
            throw new RecipeException(
                $"The recipe '{recipe.Name}' sets {wanted} images aside for validation, but '{data.Name}' has {count} training images. " +
                $"Choose 1 to {count - 1} (--set data.validation={Math.Max(1, count / 10)}).");
        }

        var (training, validation) = Split.Cut(count, wanted, recipe.Seed);
        int limit = Math.Min(recipe.Data.Limit ?? training.Length, training.Length);
        return (
            new ImageSubset($"{data.Name} training", data.Training, training.AsSpan(0, limit)),
            new ImageSubset($"{data.Name} validation", data.Training, validation));
    }

    private static Shape PatchOf(Recipe recipe, IImageSet images)
    {
        if (recipe.Data.Patch is { } side)
            return new Shape(1, side, side, images.Channels);
        var size = images.SizeOf(0);
        for (int i = 1; i < images.Count; i++)
        {
            if (images.SizeOf(i) != size)
            {
                throw new RecipeException(
                    $"The images of '{recipe.Data.Name}' differ in size, so the recipe '{recipe.Name}' must say how large a patch it trains on " +
                    "(--set data.patch=64).");
            }
        }

        return new Shape(1, size.Height, size.Width, images.Channels);
    }

    private static void RequireChannels(Recipe recipe, Network network, Dataset data)
    {
        if (network.Channels != data.Training.Channels)
        {
            throw new RecipeException(
                $"The model of the recipe '{recipe.Name}' takes images of {network.Channels} channels, but those of '{data.Name}' have " +
                $"{data.Training.Channels}. Choose another model or data set.");
        }
    }

    private static TrainingOptions Options(Recipe recipe, Shape patch, ILoss loss) => new()
    {
        Batch = patch with { N = recipe.Batch },
        Loss = loss,
        Optimiser = recipe.Optimiser.Create,
        Schedule = recipe.Schedule.Create(recipe.Optimiser.Rate),
        ClipNorm = recipe.Optimiser.ClipNorm,
        Average = recipe.Average,
        Epochs = recipe.Epochs,
        Patience = recipe.Patience,
        Seed = recipe.Seed,
    };

    /// <summary>Recipe and data in short: a checkpoint of others must not be resumed.</summary>
    private static string Fingerprint(Recipe recipe, Dataset data) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(recipe.ToJson() + data.Provenance.ContentHash)));

    private static void SaveModel(RunFolder folder, ModelCard card, Network network, Weights weights)
    {
        var copy = new Weights(weights.Layout);
        copy.CopyFrom(weights);
        using var model = new Model(card, network, copy);
        model.Save(folder.Model);
    }

    private static ModelCard Card(Recipe recipe, Dataset data, Network network, Shape patch, int epoch) => new()
    {
        Name = recipe.Name,
        Description = recipe.Description,
        Channels = network.Channels,
        Noise = recipe.Noise,
        Dataset = recipe.Data.Name,
        DatasetHash = data.Provenance.ContentHash,
        DatasetVerified = data.Provenance.Verified,
        Size = [patch.H, patch.W],
        Parameters = network.ParameterCount,
        MultiplyAdds = network.MultiplyAdds(patch.H, patch.W),
        Epoch = epoch,
        Recipe = recipe,
        Network = NetworkJson.ToJson(network),
    };

    private static TrainingCost Cost(Network network, Shape patch, Trainer trainer, int threads) => new()
    {
        Parameters = network.ParameterCount,
        MultiplyAdds = network.MultiplyAdds(patch.H, patch.W),
        Epochs = trainer.Log.Count,
        BestEpoch = trainer.BestEpoch,
        TrainSeconds = trainer.Seconds,
        ImagesPerSecond = trainer.ImagesPerSecond,
        Threads = threads,
    };

    private sealed class FetchEvents(IProgress<TrainEvent>? events) : IProgress<FetchProgress>
    {
        public void Report(FetchProgress value) => events?.Report(new TrainEvent.Fetching(value));
    }

    private sealed class TrainingEvents(IProgress<TrainEvent> events) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => events.Report(new TrainEvent.Learning(value));
    }

    private sealed class MeasuringEvents(IProgress<TrainEvent> events) : IProgress<double>
    {
        public void Report(double value) => events.Report(new TrainEvent.Measuring(value));
    }
}
