using System.Globalization;
using System.Text.Json;

namespace Hush.Recipes;

/// <summary>A rule for a field: null if it is met, else the error message.</summary>
internal static class Rule
{
    public static string? That(bool met, string path, string expected, string? got) =>
        met ? null : $"{path} must be {expected}, got {got}";

    public static string List<T>(IEnumerable<T> values)
        where T : IFormattable => $"[{string.Join(", ", values.Select(v => v.ToString(null, CultureInfo.InvariantCulture)))}]";

    /// <summary>A number as written in JSON.</summary>
    public static string Text(IConvertible value) =>
        value.ToString(CultureInfo.InvariantCulture).Replace("E+", "e", StringComparison.Ordinal)
            .Replace("E-", "e-", StringComparison.Ordinal);

    /// <summary>The name of an enum value in JSON.</summary>
    public static string Name(Enum value) => Name(value.ToString());

    /// <inheritdoc cref="Name(Enum)"/>
    public static string Name(string value) => JsonNamingPolicy.KebabCaseLower.ConvertName(value);

    /// <summary>Whether all surrogates in a string are paired.</summary>
    public static bool IsUnicode(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return false;
            i++;
        }

        return true;
    }
}
