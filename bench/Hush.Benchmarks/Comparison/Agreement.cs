using Hush.Benchmarks.Comparison.Peers;

namespace Hush.Benchmarks.Comparison;

/// <summary>Times of different work are not compared: first the programs' results must be the same, but for rounding.</summary>
internal static class Agreement
{
    /// <summary>Asks all programs for their results.</summary>
    /// <param name="peers">The programs, Hush first.</param>
    /// <param name="tolerance">Largest difference, as a share of the largest result.</param>
    /// <returns>The largest difference that was found, likewise.</returns>
    /// <exception cref="InvalidOperationException">A result differs by more, is missing or is no number.</exception>
    public static double Require(IReadOnlyList<Peer> peers, double tolerance)
    {
        float[] expected = peers[0].Results();
        double scale = expected.Max(v => Math.Abs((double)v)), largest = 0;
        foreach (Peer peer in peers.Skip(1))
        {
            float[] results = peer.Results();
            if (results.Length != expected.Length)
                throw new InvalidOperationException($"{peer.Name} gives {results.Length:N0} results, but {peers[0].Name} " +
                    $"{expected.Length:N0}.");
            for (int i = 0; i < expected.Length; i++)
            {
                double difference = Math.Abs((double)results[i] - expected[i]);
                bool near = difference <= tolerance * scale;
                if (!near)
                {
                    throw new InvalidOperationException(
                        $"{peer.Name} computes {results[i]:G9} at place {i}, but {peers[0].Name} {expected[i]:G9}; the largest is " +
                        $"{scale:G4}, the tolerance {tolerance:0e+0} of it.");
                }

                largest = Math.Max(largest, difference / scale);
            }
        }

        return largest;
    }
}
