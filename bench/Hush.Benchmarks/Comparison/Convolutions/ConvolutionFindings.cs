using Hush.Benchmarks.Comparison.Reports;

namespace Hush.Benchmarks.Comparison.Convolutions;

/// <summary>
/// The rows of a direction, gathered into groups that behave alike; a group's spread is that of its convolutions' medians.
/// </summary>
internal static class ConvolutionFindings
{
    public static IEnumerable<Finding> Of(Direction direction, IEnumerable<ConvolutionRow> rows, string peer)
    {
        foreach (var group in rows.GroupBy(r => (r.Algorithm, Kind: KindOf(direction, r.Shape))).OrderBy(g => g.Key))
        {
            yield return new Finding(
                $"convolutions, {direction.Words()}, {group.Key.Kind}, {group.Key.Algorithm} algorithm ({group.Count()} shapes)",
                peer,
                "times as fast",
                Spread.Of(group.Select(r => r.Ratio.Median)));
        }
    }

    /// <summary>General libraries are slowest where a convolution ends in one channel, and where such a one goes back.</summary>
    private static string KindOf(Direction direction, ConvolutionShape s)
    {
        if (Math.Min(s.In, s.Out) > 4)
            return $"{(Math.Min(s.In, s.Out) < 32 ? "16 channels on a side" : "32 channels or more")}, " +
                $"{(s.Upsampled ? "upsampled" : $"{s.Kernel}x{s.Kernel}")}";
        bool one = s.Out == 1 || (s.In == 1 && direction == Direction.InputGradient);
        return one ? "many channels to 1 (input gradient: also 1 to many)" : "others with 1 or 3 channels on a side";
    }
}
