namespace Hush.Numerics.Kernels.Convolution;

/// <summary>What a register tile computes at once (pixels, rows of a matrix, positions of a window), as a constant that the compiler folds.</summary>
internal interface ITileHeight
{
    /// <summary>Pixels, rows or positions, 4 to 12.</summary>
    static abstract int Count { get; }
}

internal readonly struct Pixels4 : ITileHeight
{
    public static int Count => 4;
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

internal readonly struct Pixels9 : ITileHeight
{
    public static int Count => 9;
}

internal readonly struct Pixels10 : ITileHeight
{
    public static int Count => 10;
}

internal readonly struct Pixels11 : ITileHeight
{
    public static int Count => 11;
}

internal readonly struct Pixels12 : ITileHeight
{
    public static int Count => 12;
}
