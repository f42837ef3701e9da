using System.Buffers;
using System.Text;

namespace Hush.Numerics.Text;

/// <summary>
/// Text that a terminal shows and does not obey. File names may hold escape sequences, line feeds and characters that reverse the direction of what follows;
/// they are written as \n, \r, \t or \u001b, which JSON strings may contain as well.
/// </summary>
internal static class Printable
{
    private static readonly SearchValues<char> s_active = SearchValues.Create(
        [.. Range(0, 0x1F), .. Range(0x7F, 0x9F), '\u061C', '\u200E', '\u200F', .. Range(0x2028, 0x202E), .. Range(0x2066, 0x2069), .. Range(0xD800, 0xDFFF)]);

    /// <summary>A name, or a message of one line: line feeds are escaped, too.</summary>
    public static string Escape(string text) => Escape(text, keepsLines: false);

    /// <summary>A text whose line feeds are meant.</summary>
    public static string EscapeLines(string text) => Escape(text, keepsLines: true);

    private static string Escape(string text, bool keepsLines)
    {
        int first = text.AsSpan().IndexOfAny(s_active);
        if (first < 0)
            return text;
        var escaped = new StringBuilder(text, 0, first, text.Length + 16);
        for (int i = first; i < text.Length; i++)
        {
            char c = text[i];
            bool isPair = char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            bool endsLine = c == '\n' || (c == '\r' && i + 1 < text.Length && text[i + 1] == '\n');
            if (isPair)
                escaped.Append(c).Append(text[++i]);
            else if (!s_active.Contains(c) || (keepsLines && endsLine))
                escaped.Append(c);
            else
                escaped.Append(c switch { '\n' => "\\n", '\r' => "\\r", '\t' => "\\t", _ => $"\\u{(int)c:x4}" });
        }

        return escaped.ToString();
    }

    private static IEnumerable<char> Range(int first, int last) => Enumerable.Range(first, last - first + 1).Select(c => (char)c);
}
