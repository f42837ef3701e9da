using System.Text.Json.Nodes;

namespace Hush.Numerics.Text;

/// <summary>
/// Reads the fields of a JSON object without a serializer, whose reflection at startup takes longer than denoising an image. All
/// getters throw <see cref="FormatException"/> if the field has the wrong type, or if it is missing and has no default.
/// </summary>
/// <param name="node">The object. Any other node is treated as an object without fields.</param>
/// <param name="who">The name of the object in error messages.</param>
internal readonly struct JsonFields(JsonNode? node, string who)
{
    private readonly JsonObject? _fields = node as JsonObject;

    /// <summary>The field, or null if it is missing or null.</summary>
    public JsonNode? this[string key] => _fields?[key];

    public string Text(string key, string? otherwise = null) => otherwise is not null && !Has(key) ? otherwise : Value<string>(key);

    public int Number(string key, int? otherwise = null) => otherwise is { } usual && !Has(key) ? usual : Value<int>(key);

    public long LongNumber(string key) => Value<long>(key);

    /// <summary>
    /// A finite number, or null if the field is missing or null. JSON allows numbers like 1e309, which parse as infinity.
    /// </summary>
    public double? Real(string key) =>
        this[key] is null ? null : Value<double>(key) is var value && double.IsFinite(value) ? value : throw Missing(key);

    public bool Flag(string key, bool? otherwise = null) => otherwise is { } usual && !Has(key) ? usual : Value<bool>(key);

    public JsonObject Object(string key) => this[key] as JsonObject ?? throw Missing(key);

    /// <summary>Detaches the object from its parent and returns it.</summary>
    public JsonObject Take(string key)
    {
        JsonObject value = Object(key);
        _fields!.Remove(key);
        return value;
    }

    public JsonArray List(string key) => this[key] as JsonArray ?? throw Missing(key);

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

    public FormatException Missing(string key) =>
        new($"The description of {who} has no '{key}' of the expected type. The model file is damaged or was written by another program.");

    private bool Has(string key) => _fields?.ContainsKey(key) == true;

    private T Value<T>(string key) => this[key] is JsonValue value && value.TryGetValue(out T? result) ? result : throw Missing(key);
}
