using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hush.Imaging.Metrics;

/// <summary>Stores +infinity, the PSNR of identical images, as JSON null.</summary>
internal sealed class InfinityAsNull : JsonConverter<double>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? double.PositiveInfinity : reader.GetDouble();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsPositiveInfinity(value)) writer.WriteNullValue();
        else writer.WriteNumberValue(value);
    }
}
