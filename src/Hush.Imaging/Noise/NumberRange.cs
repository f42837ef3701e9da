using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Hush.Numerics.Text;

namespace Hush;

/// <summary>A number, or a range to draw from. JSON: a number or <c>[low, high]</c>. Text: 25 or 0-55.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end; equal to <paramref name="Low"/> for a single number.</param>
[JsonConverter(typeof(NumberRangeConverter))]
public readonly record struct NumberRange(double Low, double High)
{
    /// <summary>Whether this is a single number.</summary>
    [JsonIgnore]
    public bool IsFixed => Low == High;

    /// <summary>Creates a range from a single number.</summary>
    public static NumberRange Of(double value) => new(value, value);

    /// <summary>Parses <c>25</c> or <c>0-55</c>.</summary>
    /// <exception cref="FormatException">The text is neither a number nor a range.</exception>
    public static NumberRange Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int dash = text.IndexOf('-');
        if (dash > 0 && text[dash - 1] is 'e' or 'E')           // of an exponent
            dash = text.IndexOf('-', dash + 1);
        string from = dash < 0 ? text : text[..dash], to = dash < 0 ? text : text[(dash + 1)..];
        if (Read(from, out double low) && Read(to, out double high))
            return new(low, high);
        throw new FormatException($"A value must be a number such as 25 or a range such as 0-55, got '{text}'.");

        static bool Read(string end, out double value) =>
            double.TryParse(end, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Reads a number or <c>[low, high]</c>; null if the field is absent.</summary>
    /// <exception cref="FormatException">The field has the wrong type.</exception>
    internal static NumberRange? Read(JsonFields fields, string key)
    {
        if (fields[key] is not JsonArray ends)
            return fields.Real(key) is { } value ? Of(value) : null;
        return ends is [JsonValue low, JsonValue high]
            && low.TryGetValue(out double from) && high.TryGetValue(out double to) && double.IsFinite(from) && double.IsFinite(to)
            ? new NumberRange(from, to)
            : throw fields.Missing(key);
    }

    /// <inheritdoc/>
    public override string ToString() => IsFixed ? $"{Low:R}" : $"{Low:R}-{High:R}";
}

/// <summary>Reads and writes a number or an array of two.</summary>
internal sealed class NumberRangeConverter : JsonConverter<NumberRange>
{
    public override NumberRange Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number) return NumberRange.Of(reader.GetDouble());
        if (reader.TokenType == JsonTokenType.StartArray && Next(ref reader, out double low) && Next(ref reader, out double high) &&
            reader.Read() && reader.TokenType == JsonTokenType.EndArray)
        {
            return new(low, high);
        }

        throw new JsonException("A value must be a number such as 25 or a range such as [0, 55].");

        static bool Next(ref Utf8JsonReader reader, out double value)
        {
            value = 0;
            return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out value);
        }
    }

    public override void Write(Utf8JsonWriter writer, NumberRange value, JsonSerializerOptions options)
    {
        if (value.IsFixed)
        {
            writer.WriteNumberValue(value.Low);
            return;
        }

        writer.WriteStartArray();
        writer.WriteNumberValue(value.Low);
        writer.WriteNumberValue(value.High);
        writer.WriteEndArray();
    }
}
