using System.Globalization;
using System.Text.Json;

namespace Hush.Recipes;

/// <summary>One requirement of a field: null where it is met, else the mistake as people read it.</summary>
internal static class Rule
{
    public static string? That(bool met, string path, string expected, string? got) =>
        met ? null : $"{path} must be {expected}, got {got}";

    public static string List<T>(IEnumerable<T> values)
        where T : IFormattable => $"[{string.Join(", ", values.Select(v => v.ToString(null, CultureInfo.InvariantCulture)))}]";

    /// <summary>A number as JSON writes it.</summary>
    public static string Text(IConvertible value) =>
        value.ToString(CultureInfo.InvariantCulture).Replace("E+", "e", StringComparison.Ordinal).Replace("E-", "e-", StringComparison.Ordinal);

    /// <summary>An enum's value as JSON spells it.</summary>
    public static string Name(Enum value) => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    /// <summary>Whether every surrogate of a text has its partner.</summary>
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
