using System.Text.Json;
using System.Text.Json.Nodes;
using Hush.Evaluation;
using Hush.Learning.Networks;
using Hush.Learning.Training;
using Hush.Numerics;

namespace Hush.Training;

/// <summary>The content of <c>metrics.json</c>.</summary>
/// <param name="Measurement">The final measurement on the test set.</param>
/// <param name="Cost">What the training cost.</param>
/// <param name="Verdict">What the figures say about it.</param>
public sealed record TrainingMetrics(EvaluationResult Measurement, TrainingCost Cost, TrainingVerdict Verdict)
{
    /// <summary>One object: the measurement's fields, then the cost's, then the verdict's.</summary>
    public string ToJson() => ToJsonObject().ToJsonString(Json.Options) + "\n";

    /// <inheritdoc cref="ToJson"/>
    public JsonObject ToJsonObject()
    {
        JsonObject json = Fields(Measurement);
        foreach ((string name, JsonNode? value) in Fields(Cost).Concat(Fields(Verdict)))
            json.Add(name, value?.DeepClone());
        return json;
    }

    private static JsonObject Fields<T>(T part) => JsonSerializer.SerializeToNode(part, Json.Options)!.AsObject();
}

/// <summary>What a training cost, and what came of it. The order of the properties is that of the JSON.</summary>
public sealed record TrainingCost
{
    /// <summary>The network's learned values.</summary>
    public required int Parameters { get; init; }

    /// <summary>Multiply-adds for one image, by the definition.</summary>
    public required long MultiplyAdds { get; init; }

    /// <summary>Epochs that were trained.</summary>
    public required int Epochs { get; init; }

    /// <summary>The epoch whose weights were kept, from 1.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Training time with validation, over all sittings.</summary>
    public required double TrainSeconds { get; init; }

    /// <summary>
    /// Batch size over the median wall time of a full step (noise, forward, backward, update), after 20 steps; null for fewer.
    /// </summary>
    public required double? ImagesPerSecond { get; init; }

    /// <summary>Threads that were used.</summary>
    public required int Threads { get; init; }

    internal static TrainingCost Of(Network network, Shape patch, Trainer trainer, int threads) => new()
    {
        Parameters = network.ParameterCount,
        MultiplyAdds = network.MultiplyAdds(patch.H, patch.W),
        Epochs = trainer.Log.Count,
        BestEpoch = trainer.BestEpoch,
        TrainSeconds = trainer.Seconds,
        ImagesPerSecond = trainer.ImagesPerSecond,
        Threads = threads,
    };
}
