namespace Hush.Numerics.Text;

/// <summary>Guesses which known word a mistyped one was meant to be.</summary>
public static class Suggestion
{
    /// <summary>
    /// The candidate with the smallest <see cref="Distance"/> from <paramref name="word"/>, upper and lower case being equal, if
    /// it is near enough to be meant: at most a third of the longer word's letters apart (at least 1), or begun by the word (of
    /// three letters or more). Of equally near ones the first.
    /// </summary>
    /// <returns>The candidate as it is spelled, or null where none is near.</returns>
    public static string? Closest(string word, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(candidates);
        string? best = null;
        int smallest = int.MaxValue;
        foreach (string candidate in candidates)
        {
            int distance = Distance(word.ToUpperInvariant(), candidate.ToUpperInvariant());
            bool begun = word.Length >= 3 && candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase);
            bool near = begun || distance <= Math.Max(1, Math.Max(word.Length, candidate.Length) / 3);
            if (!near || distance >= smallest || distance >= candidate.Length)
                continue;
            best = candidate;
            smallest = distance;
        }

        return best;
    }

    /// <summary>" Did you mean 'mnist'?" with its leading space, to end an error with; empty where nothing is near.</summary>
    public static string Question(string word, IEnumerable<string> candidates) =>
        Closest(word, candidates) is { } meant ? $" Did you mean '{meant}'?" : "";

    /// <summary>Fewest insertions, deletions, replacements and swaps of neighbors that turn <paramref name="a"/> into
    /// <paramref name="b"/>, no letter being edited twice (Damerau and Levenshtein, optimal string alignment).</summary>
    public static int Distance(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        int[] beforeLast = new int[b.Length + 1], last = new int[b.Length + 1], row = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
            row[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            (beforeLast, last, row) = (last, row, beforeLast);
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, 1 + Math.Min(last[j], row[j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }
        }

        return row[b.Length];
    }
}
