namespace Hush.Numerics.Kernels.Convolution;

/// <summary>The height of a register tile (in pixels, matrix rows or window positions) as a JIT-time constant.</summary>
internal interface ITileHeight
{
    /// <summary>4 to 12.</summary>
    static abstract int Count { get; }
}

internal readonly struct Height4 : ITileHeight
{
    public static int Count => 4;
}

internal readonly struct Height5 : ITileHeight
{
    public static int Count => 5;
}

internal readonly struct Height6 : ITileHeight
{
    public static int Count => 6;
}

internal readonly struct Height7 : ITileHeight
{
    public static int Count => 7;
}

internal readonly struct Height8 : ITileHeight
{
    public static int Count => 8;
}

internal readonly struct Height9 : ITileHeight
{
    public static int Count => 9;
}

internal readonly struct Height10 : ITileHeight
{
    public static int Count => 10;
}

internal readonly struct Height11 : ITileHeight
{
    public static int Count => 11;
}

internal readonly struct Height12 : ITileHeight
{
    public static int Count => 12;
}
