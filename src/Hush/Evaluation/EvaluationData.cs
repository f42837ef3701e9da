using Hush.Imaging.Datasets;
using Hush.Training;

namespace Hush.Evaluation;

/// <summary>The data for an evaluation.</summary>
/// <param name="Set">The whole dataset.</param>
/// <param name="Validation">The images that the model was validated on. For other data too small to split, all training images.</param>
internal sealed record EvaluationData(Dataset Set, IImageSet Validation)
{
    /// <summary>Loads the requested data, or the model's own.</summary>
    /// <exception cref="UnknownDatasetException">The dataset or folder does not exist.</exception>
    /// <exception cref="DatasetException">The data cannot be loaded.</exception>
    /// <exception cref="ShapeException">The images do not have the model's number of channels.</exception>
    public static EvaluationData Load(
        EvaluateOptions options, ModelCard card, IProgress<FetchProgress>? fetch, IProgress<string>? notes, CancellationToken cancel)
    {
        DatasetOptions where = options.Datasets with
        {
            Channels = card.Channels,
            HeldOut = card.Recipe.Data.HeldOut,
            WholeFolder = options.IsForeign(card),
        };
        Dataset data = options.Data is { } asked
            ? DatasetCatalog.Load(asked, where, fetch, cancel)
            : LoadOwn(card, where, fetch, cancel);
        if (where.WholeFolder && data.Provenance.ContentHash == card.DatasetHash)
            data = DatasetCatalog.Load(data.Name, where with { WholeFolder = false }, fetch, cancel);      // it is the model's own data
        if (data.Test.Channels != card.Channels)
        {
            throw new ShapeException(
                $"The model '{card.Name}' takes images with {card.Channels} channels, but the images of " +
                $"'{data.Name}' have {data.Test.Channels}. Choose another dataset or model.");
        }

        string hash = data.Provenance.ContentHash;
        if (options.IsOwn(card) && card.DatasetHash.Length > 0 && card.DatasetHash != hash)
        {
            notes?.Report(
                $"the dataset '{data.Name}' is not the dataset of this name that the model '{card.Name}' was trained on: its content " +
                $"hash is {hash}, but the model's is {card.DatasetHash}. The test images may include images that the model was trained " +
                "on.");
        }

        return new EvaluationData(data, ValidationOf(data, card, options.IsForeign(card)));
    }

    // A relative folder is relative to where the model was trained, so errors must say that the path comes from the model.
    private static Dataset LoadOwn(ModelCard card, DatasetOptions where, IProgress<FetchProgress>? fetch, CancellationToken cancel)
    {
        if (card.Dataset.Length == 0)
        {
            throw new UnknownDatasetException(
                $"The model '{card.Name}' does not say what it was trained on. Give a dataset, or a folder of clean images.")
            {
                Options = [nameof(EvaluateOptions.Data)],
            };
        }

        bool isNamed = DatasetCatalog.Names.Contains(card.Dataset);
        try
        {
            return DatasetCatalog.Load(card.Dataset, where, fetch, cancel);
        }
        catch (UnknownDatasetException e) when (!isNamed)
        {
            throw new UnknownDatasetException($"{e.Message} {Own(card)}") { Options = [nameof(EvaluateOptions.Data)] };
        }
        catch (DatasetException e) when (!isNamed)
        {
            throw new DatasetException($"{e.Message}\n{Own(card)}", e) { Options = [nameof(EvaluateOptions.Data), .. e.Options] };
        }
    }

    private static string Own(ModelCard card)
    {
        string folder = Path.IsPathFullyQualified(card.Dataset)
            ? ""
            : $", a folder relative to where it was trained; from here, that is '{Path.GetFullPath(card.Dataset)}'";
        return $"'{card.Dataset}' is the model's own dataset{folder}. If it is elsewhere, give its folder.";
    }

    private static IImageSet ValidationOf(Dataset data, ModelCard card, bool isForeign)
    {
        if (data.HoldsOutNamed)
            return data.Test;
        int count = data.Training.Count, wanted = card.Recipe.Data.Validation;
        if (count < 2 || (isForeign && count <= wanted))
            return data.Training;
        int taken = isForeign ? wanted : TrainingData.ValidationCount(card.Recipe, count);
        return new ImageSubset($"{data.Name} validation", data.Training, Split.Cut(count, taken, card.Seed).Validation);
    }
}
