using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hush.Evaluation;
using Hush.Imaging.Datasets;
using Hush.Imaging.Noise;
using Hush.Learning.Distributed;
using Hush.Learning.Losses;
using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Learning.Training;
using Hush.Models;
using Hush.Numerics.IO;
using Hush.Numerics.Threading;
using Hush.Recipes;

namespace Hush.Training;

/// <summary>Trains a model from a recipe. The run folder receives the model, the log, the final evaluation and a report.</summary>
public static class Trainer
{
    /// <summary>Trains, evaluates and writes the report.</summary>
    /// <param name="options">The recipe, the folder and other settings.</param>
    /// <param name="progress">Reports each step and epoch.</param>
    /// <param name="cancellationToken">Ends the training after the current step, with a checkpoint.</param>
    /// <exception cref="RecipeException">The recipe is invalid or does not fit the data or the machine.</exception>
    /// <exception cref="CheckpointException">The initial model does not exist or is damaged.</exception>
    /// <exception cref="HushException">The folder is in use, or has no run to resume.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="DatasetException">The data is missing or damaged, or cannot be downloaded.</exception>
    /// <exception cref="DivergedException">A loss or a gradient is no longer finite.</exception>
    /// <exception cref="OperationCanceledException">Canceled before training started, or during the final evaluation.</exception>
    public static TrainResult Train(
        TrainOptions options, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Train(options, progress == null ? null : new LearningEvents(progress), cancellationToken);

    /// <summary>Same as <see cref="Train(TrainOptions, IProgress{TrainingProgress}?, CancellationToken)"/>, on another thread.</summary>
    /// <inheritdoc cref="Train(TrainOptions, IProgress{TrainingProgress}?, CancellationToken)"/>
    public static Task<TrainResult> TrainAsync(
        TrainOptions options, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Task.Run(() => Train(options, progress, cancellationToken), CancellationToken.None);

    /// <summary>
    /// Trains with all progress events, which come from several threads while data is downloaded.
    /// </summary>
    internal static TrainResult Train(TrainOptions options, IProgress<TrainEvent>? progress, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        Recipe recipe = options.Recipe.EnsureValid();
        ICommunicator ranks = options.Ranks;
        bool isRoot = ranks.Rank == 0, resumed = false;
        var folder = new RunFolder(options.Folder);
        if (isRoot)
        {
            folder.RequireFree(options.Resume, options.Overwrite);
            resumed = options.Resume && File.Exists(folder.Checkpoint);
            if (resumed)
                folder.RequireAtMost(recipe.Epochs);
        }

        resumed = ranks.Any(resumed);
        bool writesEvents = ranks.Any(options.TensorBoard || (isRoot && options.Resume && File.Exists(folder.Events)));
        if (isRoot && writesEvents)
            folder.RequireEventFile();
        NetworkSize.RequireParameters(recipe);
        NetworkSize.RequireRanks(recipe, ranks.Count);
        using Model? start = isRoot ? Start(recipe, folder, resumed) : null;
        DatasetOptions datasets = options.Datasets with
        {
            Channels = options.Datasets.Channels ?? recipe.Model.Channels,
            HeldOut = recipe.Data.HeldOut,
        };
        Dataset set = RankAgreement.LoadInTurn(
            ranks, recipe, () => DatasetCatalog.Load(recipe.Data.Name, datasets, new FetchEvents(progress), cancel));
        using var team = new WorkerTeam(options.Threads ?? Math.Max(1, Environment.ProcessorCount / ranks.RanksSharingProcessors));
        int threads = ranks.Sum(team.Count);
        TrainingData data = TrainingData.Of(recipe, set);
        Shape patch = data.Patch;
        Network network = ModelFactory.Build(recipe.Model, patch.C);
        data.RequireChannels(recipe, network);
        if (NetworkSize.Require(network, recipe, patch, team.Count) is { } size)
            progress?.Report(new TrainEvent.Note(size));
        ILoss loss = recipe.CreateLoss();
        INoise noise = recipe.Noise.Create();
        using var validationSet = new ValidationSet(data.Validation, patch, noise, recipe.Seed, loss, network, recipe.Convolutions, team,
            ranks)
        {
            KeepsDetails = writesEvents,
        };
        RequireSame(start, network, recipe);
        if (data.Note is { } note)
            progress?.Report(new TrainEvent.Note(note));
        RankAgreement.Require(ranks, set);          // before they share memory, whose layout depends on the vector width
        using var trainer = new TrainingLoop(
            network,
            Options(recipe, patch, loss) with { Start = start?.Weights, Ranks = ranks },
            new PatchSource(data.Training, patch, recipe.Data.Augment, noise, recipe.NoiseOnce, recipe.Seed),
            validationSet,
            team);

        cancel.ThrowIfCancellationRequested();      // nothing was written yet
        string fingerprint = RunFingerprint.Of(recipe, set.Provenance.ContentHash);
        if (!isRoot)
        {
            trainer.Synchronize();
            ReportReady();
            return new TrainResult(trainer.Run(() => { }, null, cancel), folder, null, trainer.BestEpoch);
        }

        if (ranks.Count > 1)
            progress?.Report(new TrainEvent.Note($"Training on {ranks.Count} ranks with {threads} threads in total."));
        using IDisposable held = folder.AcquireLock(resumed, options.Overwrite);
        if (resumed)
        {
            Resume(trainer, recipe, set, folder);
            if (trainer.HasStoppedEarly)
                progress?.Report(new TrainEvent.Note($"This run stopped early after epoch {trainer.Log.Count}, so there is nothing left " +
                    "to train. To continue, raise the recipe's patience, or set it to null."));
        }
        else
        {
            folder.Begin(recipe, options.Overwrite);
            start?.Save(folder.Start);
        }

        trainer.Synchronize();
        TrainingLog.Write(folder.Log, trainer.Log);
        using TensorBoardLog? events = writesEvents ? new TensorBoardLog(folder.Events, trainer.Log, recipe.Epochs) : null;
        ReportReady();
        var report = new TrainingReport(folder, options, data, network, trainer, threads);
        var live = new LiveReport(() => trainer.Log.Count, report.WriteUnfinished, TimeProvider.System);
        void ReportReady() => progress?.Report(new TrainEvent.Ready(
            set.Provenance,
            data.Training.Count / recipe.Data.Patches,
            recipe.Data.Patches,
            data.ValidationImages.Count,
            network.ParameterCount,
            network.MultiplyAdds(patch.H, patch.W),
            resumed ? trainer.Log.Count : null));

        // The epoch of the model in the folder, which may be newer than the checkpoint and is not reverted.
        int savedEpoch = trainer.BestEpoch;
        void SaveBest()
        {
            SaveModel(folder, Card(recipe, data, network, trainer.BestEpoch), network, trainer.Best);
            savedEpoch = trainer.BestEpoch;
        }

        return live.Follow(() =>
        {
            TrainingEnd end = trainer.Run(
                () =>
                {
                    // Write the checkpoint last: after a crash, a resume recomputes whatever is newer than it.
                    if (trainer.BestEpoch != savedEpoch || (trainer.BestEpoch > 0 && !File.Exists(folder.Model)))
                        SaveBest();
                    TrainingLog.Write(folder.Log, trainer.Log);
                    if (trainer.Log is [.., var last])
                        events?.Add(last, validationSet, trainer.Validated);
                    trainer.Save(folder.Checkpoint, fingerprint);
                    live.Update();
                },
                progress == null ? null : new TrainingEvents(progress),
                cancel);
            if (end == TrainingEnd.Interrupted)
                return new TrainResult(end, folder, null, trainer.BestEpoch);
            if (!IsSound(folder.Model))
                SaveBest();

            // The other ranks are done: this one uses the processors that it shares with them.
            using WorkerTeam? all = ranks.RanksSharingProcessors > 1
                ? new WorkerTeam(Math.Min(team.Count * ranks.RanksSharingProcessors, Environment.ProcessorCount)) : null;
            WorkerTeam evaluating = all ?? team;
            using var evaluator = new ModelEvaluator(
                network, trainer.Best, recipe.Convolutions, evaluating, ModelCard.IsBlindFor(network.TakesScalar, recipe.Noise));
            EvaluationResult result = Evaluator.Measure(
                evaluator, set, data.ValidationImages, recipe.Noise, recipe.Seed, progress == null
                    ? null : new MeasuringEvents(progress), cancel);
            FineTuning? fineTuning = start == null
                ? null
                : FineTuningMeasurement.Of(recipe.From!, network, start.Weights, trainer.Best, recipe.Convolutions, data, recipe.Noise,
                recipe.Seed, evaluating, cancel);
            EarlyStop? stop = end == TrainingEnd.StoppedEarly
                ? EarlyStop.Of(trainer.Log, recipe.Epochs, trainer.BestEpoch, recipe.MinDelta) : null;
            var metrics = new TrainingMetrics(
                result,
                TrainingCost.Of(network, patch, trainer, threads),
                TrainingVerdict.Of(result, trainer.Log, StepLosses(trainer), stop, fineTuning));
            byte[] json = Encoding.UTF8.GetBytes(metrics.ToJson());
            AtomicFile.Write(folder.Metrics, stream => stream.Write(json));
            events?.Add(result);
            report.Write(metrics, evaluator);
            return new TrainResult(end, folder, metrics, trainer.BestEpoch);
        });
    }

    /// <summary>
    /// The initial model. A resumed run has its own weights; the model is only compared with them at the end, and is read from the run
    /// folder's copy, since the original may be gone.
    /// </summary>
    private static Model? Start(Recipe recipe, RunFolder folder, bool resumed)
    {
        if (recipe.From is not { } from)
            return null;
        if (!resumed)
            return Model.Open(from);
        return File.Exists(folder.Start) ? Model.Open(folder.Start) : null;
    }

    /// <summary>
    /// Weights are only meaningful in the network that learned them, even if another one has parameters of the same shapes.
    /// </summary>
    private static void RequireSame(Model? start, Network network, Recipe recipe)
    {
        if (start == null || JsonNode.DeepEquals(NetworkJson.ToJson(network), NetworkJson.ToJson(start.Network)))
            return;
        if (start.Card.Dataset.Length == 0)
            throw new RecipeException($"Training cannot start from '{recipe.From}': it was imported from an ONNX file that Hush did not " +
                "write, so no recipe describes its network. Start from a model that Hush trained, or omit `from`.");
        if (start.Network.Nodes.All(n => n.Layer is not BatchNorm) && network.Nodes.Any(n => n.Layer is BatchNorm))
            throw new RecipeException(
                $"Training cannot start from '{recipe.From}', because its batch normalizations were folded into its convolutions. " +
                "Start from the model that it was exported from, or export that again with its batch normalizations.");
        var theirs = start.Network.Parameters.ToDictionary(p => p.Name, p => p.ShapeText, StringComparer.Ordinal);
        Parameter? other = network.Parameters.FirstOrDefault(p => theirs.GetValueOrDefault(p.Name) != p.ShapeText);
        string difference = other != null
            ? $"{other.Name} is {other.ShapeText} here, {theirs.GetValueOrDefault(other.Name) ?? "missing"} in the model"
            : "its layers differ";
        throw new RecipeException(
            $"Training cannot start from '{recipe.From}', because its network differs: {difference}. " +
            "Use the network that it was trained with, or omit `from`.")
        {
            Changes = [.. NetworkChanges(recipe.Model, start.Card.Recipe.Model)],
        };
    }

    /// <summary>The changes that make a recipe's network equal to another recipe's.</summary>
    private static IEnumerable<string> NetworkChanges(ModelRecipe mine, ModelRecipe other)
    {
        JsonObject here = Fields(mine), there = Fields(other);
        return there.Where(field => !JsonNode.DeepEquals(field.Value, here[field.Key]))
            .Select(field => $"model.{field.Key}={Text(field.Value)}");

        static JsonObject Fields(ModelRecipe model) =>
            JsonSerializer.SerializeToNode(model, Json.TypeOf<ModelRecipe>(RecipeReader.Options))!.AsObject();
        static string Text(JsonNode? value) => value is JsonArray list && list.All(item => item is JsonValue)
            ? string.Join(',', list) : value is JsonValue word ? word.ToString() : value?.ToJsonString() ?? "null";
    }

    private static TrainingOptions Options(Recipe recipe, Shape patch, ILoss loss) => new()
    {
        Batch = patch with { N = recipe.Batch },
        Loss = loss,
        Optimizer = recipe.Optimizer.Create,
        Schedule = recipe.Schedule.Create(recipe.Optimizer.Rate),
        Convolutions = recipe.Convolutions,
        ClipNorm = recipe.Optimizer.ClipNorm,
        Average = recipe.Average,
        Epochs = recipe.Epochs,
        Patience = recipe.Patience,
        MinDelta = recipe.MinDelta,
        ReinitializesDead = recipe.ReinitializeDead,
        Seed = recipe.Seed,
    };

    /// <summary>Loads the checkpoint, then saves the recipe, whose number of epochs may have changed.</summary>
    private static void Resume(TrainingLoop trainer, Recipe recipe, Dataset set, RunFolder folder)
    {
        Recipe saved = Recipe.LoadFile(folder.Recipe);
        trainer.Load(folder.Checkpoint, [.. RunFingerprint.Accepted(recipe, saved, set.Provenance.ContentHash)]);
        if (!recipe.Equals(saved))
            folder.Write(recipe);
    }

    private static IReadOnlyList<double> StepLosses(TrainingLoop trainer) =>
        trainer.LossCurve.Steps == trainer.Steps ? trainer.LossCurve.Means : [];

    private static bool IsSound(string model)
    {
        try
        {
            using Model opened = Model.Open(model);
            return true;
        }
        catch (CheckpointException)
        {
            return false;
        }
    }

    private static void SaveModel(RunFolder folder, ModelCard card, Network network, Weights weights)
    {
        var copy = new Weights(weights.Layout);
        copy.CopyFrom(weights);
        using var model = new Model(card, network, copy);
        model.Save(folder.Model);
    }

    private static ModelCard Card(Recipe recipe, TrainingData data, Network network, int epoch) => new()
    {
        Name = recipe.Name,
        Description = recipe.Description,
        Channels = network.Channels,
        Noise = recipe.Noise,
        Dataset = recipe.Data.Name,
        DatasetHash = data.Set.Provenance.ContentHash,
        DatasetVerified = data.Set.Provenance.Verified,
        Size = [data.Patch.H, data.Patch.W],
        Parameters = network.ParameterCount,
        MultiplyAdds = network.MultiplyAdds(data.Patch.H, data.Patch.W),
        Epoch = epoch,
        Recipe = recipe,
        Network = NetworkJson.ToJson(network),
    };

    private sealed class LearningEvents(IProgress<TrainingProgress> progress) : IProgress<TrainEvent>
    {
        public void Report(TrainEvent value)
        {
            if (value is TrainEvent.Learning learning)
                progress.Report(learning.Progress);
        }
    }

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
