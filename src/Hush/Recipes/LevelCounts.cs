using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hush.Recipes;

/// <summary>
/// A number for each level of a network; the last one applies to all deeper levels. In JSON, a number or a list: 2 or [2, 2, 4].
/// </summary>
[JsonConverter(typeof(LevelCountsConverter))]
internal sealed class LevelCounts : IEquatable<LevelCounts>
{
    /// <summary>Wraps a list of numbers.</summary>
    /// <param name="numbers">One number per level, starting with full size; at least one.</param>
    /// <exception cref="ArgumentException">The list is empty.</exception>
    public LevelCounts(params IReadOnlyList<int> numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        if (numbers.Count == 0)
            throw new ArgumentException(
                "At least one number is required, got none. Give one for all levels, or one per level.", nameof(numbers));
        Numbers = numbers;
    }

    /// <summary>One number per level, starting with full size.</summary>
    public IReadOnlyList<int> Numbers { get; }

    /// <inheritdoc/>
    public bool Equals(LevelCounts? other) => other is not null && Numbers.SequenceEqual(other.Numbers);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LevelCounts);

    /// <inheritdoc/>
    public override int GetHashCode() => Numbers.Aggregate(0, HashCode.Combine);
}

internal sealed class LevelCountsConverter : JsonConverter<LevelCounts>
{
    public override LevelCounts Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int only))
            return new LevelCounts(only);
        int[]? numbers = reader.TokenType == JsonTokenType.StartArray
            ? JsonSerializer.Deserialize(ref reader, Json.TypeOf<int[]>(options))
            : null;
        return numbers is { Length: > 0 } ? new LevelCounts(numbers) : throw new JsonException("Expected an integer such as 2 or a list " +
            "such as [2, 2, 4].");
    }

    public override void Write(Utf8JsonWriter writer, LevelCounts value, JsonSerializerOptions options)
    {
        if (value.Numbers is [var only])
            writer.WriteNumberValue(only);
        else
            JsonSerializer.Serialize(writer, value.Numbers, Json.TypeOf<IReadOnlyList<int>>(options));
    }
}
