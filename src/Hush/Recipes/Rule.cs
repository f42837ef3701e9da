using System.Globalization;
using System.Text.Json;

namespace Hush.Recipes;

/// <summary>One requirement of a field: null where it is met, else the mistake as people read it. Null meets all, NaN none.</summary>
internal static class Rule
{
    public static string? That(bool met, string path, string expected, string? got) =>
        met ? null : $"{path} must be {expected}, got {got}";

    public static string? AtLeast(string path, double? value, double least) =>
        That(value is null || (value >= least && double.IsFinite(value.Value)), path, $"at least {least}", Text(value));

    public static string? Above(string path, double? value, double bound) =>
        That(value is null || (value > bound && double.IsFinite(value.Value)), path, $"above {bound}", Text(value));

    public static string? Between(string path, double value, double low, double high) =>
        That(value > low && value < high, path, $"above {low} and below {high}", Text(value));

    public static string List<T>(IEnumerable<T> values)
        where T : IFormattable => $"[{string.Join(", ", values.Select(v => v.ToString(null, CultureInfo.InvariantCulture)))}]";

    /// <summary>An enum's value as JSON spells it.</summary>
    public static string Name(Enum value) => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private static string? Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture);
}
