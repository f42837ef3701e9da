using Hush.Imaging.Datasets;
using Hush.Models;
using Hush.Numerics;
using Hush.Training;

namespace Hush.Evaluation;

/// <summary>What a measurement of a model takes of a data set.</summary>
/// <param name="Set">The whole data set.</param>
/// <param name="Validation">The images that the model was validated on; of a set that is too small to be the model's own, all that are
/// not for the test.</param>
internal sealed record EvaluationData(Dataset Set, IImageSet Validation)
{
    /// <summary>Loads what was asked for, else the model's own.</summary>
    /// <exception cref="UnknownDatasetException">Neither a name nor a folder.</exception>
    /// <exception cref="DatasetException">The data cannot be had.</exception>
    /// <exception cref="ShapeException">Its images have other channels than the model takes.</exception>
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
            data = DatasetCatalog.Load(data.Name, where with { WholeFolder = false }, fetch, cancel);      // the model's own under another name
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

    // A folder's name says where it was for the training: whoever gave none must hear whose name it is that cannot be found.
    private static Dataset LoadOwn(ModelCard card, DatasetOptions where, IProgress<FetchProgress>? fetch, CancellationToken cancel)
    {
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
        string place = Path.IsPathFullyQualified(card.Dataset)
            ? ""
            : $", a folder relative to where it was trained; from here, that is '{Path.GetFullPath(card.Dataset)}'";
        return $"'{card.Dataset}' is the model's own dataset{place}. If it is elsewhere, give its folder.";
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
