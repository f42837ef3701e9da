namespace Hush.Reports.Pictures;

/// <summary>Letters of 5 x 7 pixels: what the grid's captions need, and no more. Other characters are blanks.</summary>
internal static class PixelFont
{
    public const int Rows = 7;
    public const int Advance = 6;                   // five columns and a gap

    // Seven rows from the top, a bit a column, the leftmost column in the highest of five bits.
    private static readonly Dictionary<char, byte[]> Glyphs = new()
    {
        ['0'] = [14, 17, 19, 21, 25, 17, 14],
        ['1'] = [4, 12, 4, 4, 4, 4, 14],
        ['2'] = [14, 17, 1, 6, 8, 16, 31],
        ['3'] = [14, 17, 1, 6, 1, 17, 14],
        ['4'] = [2, 6, 10, 18, 31, 2, 2],
        ['5'] = [31, 16, 30, 1, 1, 17, 14],
        ['6'] = [6, 8, 16, 30, 17, 17, 14],
        ['7'] = [31, 1, 2, 4, 8, 8, 8],
        ['8'] = [14, 17, 17, 14, 17, 17, 14],
        ['9'] = [14, 17, 17, 15, 1, 2, 12],
        ['.'] = [0, 0, 0, 0, 0, 12, 12],
        ['-'] = [0, 0, 0, 14, 0, 0, 0],
        ['∞'] = [0, 0, 10, 21, 10, 0, 0],
        ['B'] = [30, 17, 17, 30, 17, 17, 30],
        ['a'] = [0, 0, 14, 1, 15, 17, 15],
        ['c'] = [0, 0, 14, 16, 16, 17, 14],
        ['d'] = [1, 1, 13, 19, 17, 17, 15],
        ['e'] = [0, 0, 14, 17, 31, 16, 14],
        ['i'] = [4, 0, 12, 4, 4, 4, 14],
        ['l'] = [12, 4, 4, 4, 4, 4, 14],
        ['n'] = [0, 0, 22, 25, 17, 17, 17],
        ['o'] = [0, 0, 14, 17, 17, 17, 14],
        ['r'] = [0, 0, 22, 25, 16, 16, 16],
        ['s'] = [0, 0, 14, 16, 14, 1, 30],
        ['t'] = [8, 8, 28, 8, 8, 9, 6],
        ['y'] = [0, 0, 17, 17, 15, 1, 14],
    };

    /// <summary>Calls <paramref name="dot"/> with the column and row of every inked pixel, the text's corner at (0, 0).</summary>
    public static void Draw(string text, Action<int, int> dot)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char letter = text[i] is '−' or '–' ? '-' : text[i];
            if (!Glyphs.TryGetValue(letter, out byte[]? rows))
                continue;
            for (int bit = 0; bit < 5 * Rows; bit++)
            {
                if ((rows[bit / 5] >> (4 - (bit % 5)) & 1) != 0)
                    dot((i * Advance) + (bit % 5), bit / 5);
            }
        }
    }
}
