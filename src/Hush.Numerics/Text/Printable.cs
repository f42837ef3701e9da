using System.Text;

namespace Hush.Numerics.Text;

/// <summary>
/// Escapes text before it is printed to a terminal. File names may contain escape sequences, line feeds and bidirectional control
/// characters; these are written as \n, \r, \t or \u001b, which is also valid inside JSON strings.
/// </summary>
internal static class Printable
{
    /// <summary>Escapes a name or a one-line message, including line feeds.</summary>
    public static string Escape(string text) => Escape(text, keepsLines: false);

    /// <summary>Escapes a multi-line text. Line feeds are kept.</summary>
    public static string EscapeLines(string text) => Escape(text, keepsLines: true);

    private static string Escape(string text, bool keepsLines)
    {
        int first = 0;
        while (first < text.Length && !IsActive(text[first]))
            first++;
        if (first == text.Length)
            return text;
        var escaped = new StringBuilder(text, 0, first, text.Length + 16);
        for (int i = first; i < text.Length; i++)
        {
            char c = text[i];
            bool isPair = char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            bool endsLine = c == '\n' || (c == '\r' && i + 1 < text.Length && text[i + 1] == '\n');
            if (isPair)
                escaped.Append(c).Append(text[++i]);
            else if (!IsActive(c) || (keepsLines && endsLine))
                escaped.Append(c);
            else
                escaped.Append(c switch { '\n' => "\\n", '\r' => "\\r", '\t' => "\\t", _ => $"\\u{(int)c:x4}" });
        }

        return escaped.ToString();
    }

    // Control characters, line and paragraph separators, bidirectional controls, and surrogates, which are valid only in pairs.
    private static bool IsActive(char c) =>
        c is < ' ' or (>= '\u007F' and <= '\u009F') or '\u061C' or '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E')
            or (>= '\u2066' and <= '\u2069')
        || char.IsSurrogate(c);
}
