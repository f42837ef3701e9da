using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Hush.Learning.Plans;
using Hush.Recipes;
using Hush.Training;

namespace Hush;

/// <summary>JSON settings for files and scripts: snake_case names, indented, numbers in full precision.</summary>
internal static class Json
{
    /// <summary>The serializer options.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NewLine = "\n",
        TypeInfoResolver = JsonTypes.Default.WithAddedModifier(RecipeReader.LeaveOutFixed),
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            Words<ModelKind>(), Words<BlockKind>(), Words<SkipKind>(), Words<OutputKind>(), Words<LossKind>(), Words<OptimizerKind>(),
            Words<ScheduleKind>(), Words<ConvolutionMode>(), Words<FineTuningOutcome>(),
        },
    };

    /// <summary>How a type is read and written. It must be listed in a <see cref="JsonSerializerContext"/> of the options.</summary>
    public static JsonTypeInfo<T> TypeOf<T>(JsonSerializerOptions options) => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));

    /// <summary>Reads and writes an enum as words such as <c>one-cycle</c>.</summary>
    public static JsonConverter Words<T>()
        where T : struct, Enum => new JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false);
}

/// <summary>The types that Hush reads and writes as JSON. Their code is generated at build time, so that trimming keeps it.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Recipe))]
[JsonSerializable(typeof(int[]))]
[JsonSerializable(typeof(ModelCard))]
[JsonSerializable(typeof(EvaluationResult))]
[JsonSerializable(typeof(IReadOnlyList<EvaluationResult>))]
[JsonSerializable(typeof(Evaluation.PairResult))]
[JsonSerializable(typeof(TrainingCost))]
[JsonSerializable(typeof(TrainingVerdict))]
internal sealed partial class JsonTypes : JsonSerializerContext;
