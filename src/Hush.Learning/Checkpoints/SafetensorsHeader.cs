using System.Text.Json;

namespace Hush.Learning.Checkpoints;

/// <summary>A header entry: the shape of a tensor and its byte range in the data.</summary>
internal sealed record TensorEntry(string Name, int[] Shape, int Count, long Begin, long End);

/// <summary>Parses and validates the header completely before any tensor is read.</summary>
internal static class SafetensorsHeader
{
    /// <summary>Returns the entries in the order of their byte ranges, which cover the data without gaps or overlaps.</summary>
    /// <param name="json">The header, including padding.</param>
    /// <param name="dataLength">Number of bytes after the header.</param>
    /// <param name="source">Name of the file in error messages.</param>
    /// <param name="metadata">Receives the metadata.</param>
    public static List<TensorEntry> Parse(byte[] json, long dataLength, string source, IDictionary<string, string> metadata)
    {
        if (json is not [(byte)'{', ..])
            throw SafetensorsReader.Damaged(source, "its header must begin with '{'");
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 4 });
            var entries = new List<TensorEntry>();
            foreach ((string name, JsonElement value) in Members(document.RootElement, "the header", source))
            {
                if (name == SafetensorsFile.MetadataKey)
                    ReadMetadata(value, source, metadata);
                else
                    entries.Add(Entry(name, value, source));
            }

            RequireCover(entries, dataLength, source);
            return entries;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)      // the latter: invalid UTF-8
        {
            throw new CheckpointException(SafetensorsReader.Damaged(source, $"its header is not valid JSON ({e.Message})").Message, e);
        }
    }

    private static void ReadMetadata(JsonElement value, string source, IDictionary<string, string> metadata)
    {
        foreach ((string key, JsonElement text) in Members(value, "its metadata", source))
        {
            if (text.ValueKind != JsonValueKind.String)
                throw SafetensorsReader.Damaged(source, $"metadata '{key}' must be a string, but is {text.GetRawText()}");
            metadata[key] = text.GetString()!;
        }
    }

    private static TensorEntry Entry(string name, JsonElement value, string source)
    {
        string who = $"tensor '{name}'";
        Dictionary<string, JsonElement> fields = Members(value, who, source).ToDictionary();
        if (fields.Count != 3 || !fields.TryGetValue("dtype", out JsonElement dtype)
            || !fields.TryGetValue("shape", out JsonElement shape) || !fields.TryGetValue("data_offsets", out JsonElement offsets))
        {
            throw SafetensorsReader.Damaged(
                source, $"{who} must have dtype, shape and data_offsets, but has {string.Join(", ", fields.Keys)}");
        }

        if (dtype.ValueKind != JsonValueKind.String || dtype.GetString() != "F32")
        {
            throw new CheckpointException(
                $"{source} stores {who} as {dtype.GetRawText()}, but only 32-bit floats (\"F32\") are supported. Convert the file first.");
        }

        long[] extents = Integers(shape, who, "shape", source), range = Integers(offsets, who, "data_offsets", source);
        if (range is not [var begin, var end])
            throw SafetensorsReader.Damaged(source, $"{who} must have 2 data_offsets, but has {range.Length}");
        long count = CountOf(extents);
        if (count > Array.MaxLength || begin > end || end - begin != count * sizeof(float))
        {
            throw SafetensorsReader.Damaged(
                source, $"{who} of shape {shape.GetRawText()} does not match its bytes {begin} to {end} of 4-byte floats");
        }

        return new TensorEntry(name, [.. extents.Select(e => (int)e)], (int)count, begin, end);
    }

    private static void RequireCover(List<TensorEntry> entries, long dataLength, string source)
    {
        entries.Sort((a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)));
        long covered = 0;
        foreach (TensorEntry entry in entries)
        {
            if (entry.Begin != covered)
            {
                throw SafetensorsReader.Damaged(
                    source,
                    $"tensor '{entry.Name}' must begin at byte {covered}, where the previous one ends, but begins at " +
                    $"{entry.Begin}");
            }

            covered = entry.End;
        }

        if (covered != dataLength)
            throw SafetensorsReader.Damaged(source, $"its tensors take {covered} bytes, but {dataLength} follow the header");
    }

    /// <summary>The product of the extents, or more than <see cref="Array.MaxLength"/> if it does not fit an array.</summary>
    private static long CountOf(long[] extents)
    {
        if (extents.Any(e => e > Array.MaxLength))
            return long.MaxValue;
        if (extents.Contains(0))
            return 0;
        long count = 1;
        foreach (long extent in extents)
            count = extent > Array.MaxLength / count ? long.MaxValue : count * extent;
        return count;
    }

    private static long[] Integers(JsonElement list, string who, string field, string source)
    {
        if (list.ValueKind == JsonValueKind.Array
            && list.EnumerateArray().All(e => e.ValueKind == JsonValueKind.Number && e.TryGetInt64(out long n) && n >= 0))
            return [.. list.EnumerateArray().Select(e => e.GetInt64())];
        throw SafetensorsReader.Damaged(
            source, $"{field} of {who} must be a list of integers of at least 0, but is {list.GetRawText()}");
    }

    /// <summary>The members of a JSON object. Duplicate names are rejected.</summary>
    private static List<KeyValuePair<string, JsonElement>> Members(JsonElement value, string who, string source)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw SafetensorsReader.Damaged(source, $"{who} must be a JSON object, but is {value.GetRawText()}");
        var names = new HashSet<string>(StringComparer.Ordinal);
        var members = new List<KeyValuePair<string, JsonElement>>();
        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (!names.Add(member.Name))
                throw SafetensorsReader.Damaged(source, $"'{member.Name}' occurs twice in {who}");
            members.Add(new(member.Name, member.Value));
        }

        return members;
    }
}
