using System.Text;

namespace Hush.Cli.Display;

/// <summary>Breaks lines between words, so that a terminal does not break them inside one.</summary>
internal static class WordWrap
{
    /// <summary>
    /// Folds every line to a width. A longer word keeps a line of its own; indented lines stay as they are, since they are to be copied.
    /// </summary>
    /// <param name="text">Lines separated by \n.</param>
    /// <param name="width">Columns of a line.</param>
    /// <param name="column">Where the first line begins.</param>
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
