namespace Hush.Benchmarks.Comparison.Convolutions;

/// <summary>What of a convolution is computed.</summary>
internal enum Direction
{
    /// <summary>The result.</summary>
    Forward,

    /// <summary>The input's gradient.</summary>
    InputGradient,

    /// <summary>The filters' gradient.</summary>
    WeightGradient,
}

internal static class DirectionWords
{
    /// <summary>As tables call it.</summary>
    public static string Words(this Direction direction) => direction switch
    {
        Direction.Forward => "forward",
        Direction.InputGradient => "input gradient",
        _ => "weight gradient",
    };
}
