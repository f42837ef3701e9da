using System.Text.Json.Nodes;

namespace Hush.Numerics.Text;

/// <summary>
/// Reads the fields of a JSON object one by one, for files that every start reads: a serializer finds out about its types first, by
/// reflection, which takes longer than cleaning a picture does.
/// </summary>
/// <param name="node">The object; anything else has no fields.</param>
/// <param name="who">What errors call it.</param>
internal readonly struct JsonFields(JsonNode? node, string who)
{
    private readonly JsonObject? _fields = node as JsonObject;

    /// <summary>A field, or null where there is none or it is null.</summary>
    public JsonNode? this[string key] => _fields?[key];

    /// <summary>A text.</summary>
    /// <param name="key">The field.</param>
    /// <param name="otherwise">What it is where the field is not there; null where it must be. So for all kinds.</param>
    /// <exception cref="FormatException">It is not there, or of another kind; so for all kinds.</exception>
    public string Text(string key, string? otherwise = null) => otherwise is not null && !Has(key) ? otherwise : Value<string>(key);

    /// <summary>A whole number.</summary>
    public int Number(string key, int? otherwise = null) => otherwise is { } usual && !Has(key) ? usual : Value<int>(key);

    /// <summary>A whole number.</summary>
    public long LongNumber(string key) => Value<long>(key);

    /// <summary>
    /// A finite number, or null where the field is not there or null. JSON has numbers like 1e309 that are read as infinite.
    /// </summary>
    public double? Real(string key) => this[key] is null ? null : Value<double>(key) is var value && double.IsFinite(value) ? value : throw Missing(key);

    /// <summary>True or false.</summary>
    public bool Flag(string key, bool? otherwise = null) => otherwise is { } usual && !Has(key) ? usual : Value<bool>(key);

    /// <summary>An object.</summary>
    public JsonObject Object(string key) => this[key] as JsonObject ?? throw Missing(key);

    /// <summary>An object that is taken out, to be kept by itself.</summary>
    public JsonObject Take(string key)
    {
        JsonObject value = Object(key);
        _fields!.Remove(key);
        return value;
    }

    /// <summary>A list.</summary>
    public JsonArray List(string key) => this[key] as JsonArray ?? throw Missing(key);

    /// <summary>A list of whole numbers.</summary>
    public IReadOnlyList<int> Numbers(string key, IReadOnlyList<int>? otherwise = null)
    {
        if (otherwise is not null && !Has(key))
            return otherwise;
        JsonArray list = List(key);
        int[] numbers = new int[list.Count];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = list[i] is JsonValue value && value.TryGetValue(out int number) ? number : throw Missing(key);
        return numbers;
    }

    /// <summary>The error for a field that is not there, or of another kind.</summary>
    public FormatException Missing(string key) =>
        new($"The description of {who} has no '{key}' of the right kind. The model file is damaged or from another program.");

    private bool Has(string key) => _fields?.ContainsKey(key) == true;

    private T Value<T>(string key) => this[key] is JsonValue value && value.TryGetValue(out T? result) ? result : throw Missing(key);
}
