namespace Hush.Numerics.Kernels.Convolution;

/// <summary>Pixels that a register tile computes at once, as a constant that the compiler folds.</summary>
internal interface ITileHeight
{
    /// <summary>Pixels of one row, at most 8.</summary>
    static abstract int Count { get; }
}

internal readonly struct Pixels5 : ITileHeight
{
    public static int Count => 5;
}

internal readonly struct Pixels6 : ITileHeight
{
    public static int Count => 6;
}

internal readonly struct Pixels7 : ITileHeight
{
    public static int Count => 7;
}

internal readonly struct Pixels8 : ITileHeight
{
    public static int Count => 8;
}
