using System.Text;

namespace Hush.Cli.Display;

/// <summary>Wraps lines between words, so that a terminal does not break words.</summary>
internal static class WordWrap
{
    /// <summary>
    /// Wraps every line to a width; the first line starts at <paramref name="column"/>. Longer words get their own line. Indented lines
    /// are not changed, since they are meant to be copied.
    /// </summary>
    public static string Fold(string text, int width, int column = 0)
    {
        var folded = new StringBuilder(text.Length + 8);
        bool isFirst = true;
        foreach (string line in text.Split('\n'))
        {
            if (!isFirst)
                folded.Append('\n');
            isFirst = false;
            if (line.StartsWith(' ') || column + line.Length <= width)
                folded.Append(line);
            else
                AppendWords(folded, line, width, column);
            column = 0;
        }

        return folded.ToString();
    }

    private static void AppendWords(StringBuilder folded, string line, int width, int column)
    {
        bool first = true;
        foreach (string word in line.Split(' '))
        {
            if (!first && column + 1 + word.Length > width)
            {
                folded.Append('\n');
                column = 0;
            }
            else if (!first)
            {
                folded.Append(' ');
                column++;
            }

            folded.Append(word);
            column += word.Length;
            first = false;
        }
    }
}
