using System.Text.Json;
using System.Text.Json.Nodes;
using Hush.Learning.Networks;
using Hush.Learning.Training;

namespace Hush.Training;

/// <summary>The content of <c>metrics.json</c>.</summary>
/// <param name="Measurement">The final evaluation on the test set.</param>
/// <param name="Cost">The cost of the training.</param>
/// <param name="Verdict">Conclusions about the training.</param>
internal sealed record TrainingMetrics(EvaluationResult Measurement, TrainingCost Cost, TrainingVerdict Verdict)
{
    /// <summary>A single object with the fields of the evaluation, the cost and the verdict.</summary>
    public string ToJson() => ToJsonObject().ToJsonString(Json.Options) + "\n";

    /// <inheritdoc cref="ToJson"/>
    public JsonObject ToJsonObject()
    {
        JsonObject json = Fields(Measurement);
        foreach ((string name, JsonNode? value) in Fields(Cost).Concat(Fields(Verdict)))
            json.Add(name, value?.DeepClone());
        return json;
    }

    private static JsonObject Fields<T>(T part) => JsonSerializer.SerializeToNode(part, Json.TypeOf<T>(Json.Options))!.AsObject();
}

/// <summary>The cost of a training run. Properties are written to JSON in this order.</summary>
internal sealed record TrainingCost
{
    /// <summary>Number of learned parameters.</summary>
    public required int Parameters { get; init; }

    /// <summary>Multiply-adds for one image, by the definition of each layer.</summary>
    public required long MultiplyAdds { get; init; }

    /// <summary>Number of epochs trained.</summary>
    public required int Epochs { get; init; }

    /// <summary>The epoch whose weights were kept, counted from 1.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Training time in seconds, including validation, over all sessions of a resumed run.</summary>
    public required double TrainSeconds { get; init; }

    /// <summary>
    /// Batch size divided by the median wall time of a full step (noise, forward, backward, update), after 20 steps; null if there were
    /// fewer.
    /// </summary>
    public required double? ImagesPerSecond { get; init; }

    /// <summary>Number of threads used, on all ranks together.</summary>
    public required int Threads { get; init; }

    internal static TrainingCost Of(Network network, Shape patch, TrainingLoop trainer, int threads) => new()
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
