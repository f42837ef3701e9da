using System.Text;

namespace Hush.Cli.Display;

/// <summary>
/// Breaks lines between words, where a terminal would break them anywhere. A word that is wider than the terminal, as a path may be, stays whole, and so do
/// indented lines: commands to copy, and JSON.
/// </summary>
internal static class WordWrap
{
    /// <summary>Breaks a text.</summary>
    /// <param name="text">Lines.</param>
    /// <param name="width">Columns of the terminal.</param>
    /// <param name="used">Columns of the first line that are taken already.</param>
    public static string Wrap(string text, int width, int used = 0)
    {
        if (used + text.Length <= width)
            return text;
        var wrapped = new StringBuilder(text.Length + 8);
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (i > 0)
                wrapped.Append('\n');
            Append(wrapped, lines[i], width, i == 0 ? used : 0);
        }

        return wrapped.ToString();
    }

    private static void Append(StringBuilder wrapped, string line, int width, int used)
    {
        if (line.StartsWith(' '))
        {
            wrapped.Append(line);
            return;
        }

        int column = used;
        string separator = "";
        foreach (string word in line.Split(' '))
        {
            bool isNewLine = separator.Length > 0 && column + 1 + word.Length > width;
            wrapped.Append(isNewLine ? "\n" : separator).Append(word);
            column = isNewLine ? word.Length : column + separator.Length + word.Length;
            separator = " ";
        }
    }
}
