using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Hush.Cli.Commands;
using Hush.Cli.Commands.Denoise;
using Hush.Cli.Commands.Denoise.Shards;
using Hush.Imaging.Datasets;
using Hush.Imaging.Estimation;

namespace Hush.Cli;

/// <summary>The JSON that commands print with <c>--json</c>.</summary>
internal static class CliJson
{
    /// <summary>The serializer options.</summary>
    private static readonly JsonSerializerOptions s_options = new(Json.Options)
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(CliJsonTypes.Default, Json.Options.TypeInfoResolver),
        Converters =
        {
            Json.Words<EstimateConfidence>(), Json.Words<WhitenessVerdict>(), Json.Words<GrainSize>(), Json.Words<FileState>(),
        },
    };

    private static readonly JsonSerializerOptions s_line = new(s_options)
    {
        WriteIndented = false,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Writes a value of one of the types in <see cref="CliJsonTypes"/> or of the library.</summary>
    public static string Serialize<T>(T value) => JsonSerializer.Serialize(value, Json.TypeOf<T>(s_options));

    /// <summary>Writes a value on one line, without members that are null.</summary>
    public static string Line<T>(T value) => JsonSerializer.Serialize(value, Json.TypeOf<T>(s_line));

    /// <summary>Reads a value from a line.</summary>
    /// <exception cref="JsonException">The line is damaged, or lacks a required member.</exception>
    public static T? FromLine<T>(string line) => JsonSerializer.Deserialize(line, Json.TypeOf<T>(s_line));
}

/// <summary>The types that commands print as JSON, other than those of the library.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(AddNoiseReport))]
[JsonSerializable(typeof(DenoiseReport))]
[JsonSerializable(typeof(UntouchedReport))]
[JsonSerializable(typeof(List<object>))]
[JsonSerializable(typeof(IReadOnlyList<DatasetListing>))]
[JsonSerializable(typeof(DatasetReport))]
[JsonSerializable(typeof(ErrorReport))]
[JsonSerializable(typeof(ExportReport))]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(FileLine))]
[JsonSerializable(typeof(AttemptLine))]
[JsonSerializable(typeof(ManifestSettings))]
[JsonSerializable(typeof(MergeReport))]
internal sealed partial class CliJsonTypes : JsonSerializerContext;
