namespace Hush.Numerics.Text;

/// <summary>Suggests corrections for mistyped words.</summary>
internal static class Suggestion
{
    /// <summary>
    /// The candidate with the smallest <see cref="Distance"/> to <paramref name="word"/>, ignoring case. A candidate qualifies if
    /// the distance is at most a third of the longer word's length (at least 1), or if it starts with the word and the word has
    /// three or more letters. Ties go to the first candidate.
    /// </summary>
    /// <param name="word">The mistyped word.</param>
    /// <param name="candidates">The known words.</param>
    /// <returns>The candidate as spelled in the list, or null if none qualifies.</returns>
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

    /// <summary>
    /// " Did you mean 'mnist'?" with a leading space, to append to an error message; empty if <see cref="Closest"/> finds nothing.
    /// </summary>
    public static string Question(string word, IEnumerable<string> candidates) =>
        Closest(word, candidates) is { } meant ? $" Did you mean '{meant}'?" : "";

    /// <summary>
    /// The optimal string alignment distance: the smallest number of insertions, deletions, substitutions and transpositions of adjacent
    /// letters that turn <paramref name="a"/> into <paramref name="b"/>, editing no letter twice (restricted Damerau–Levenshtein).
    /// </summary>
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
