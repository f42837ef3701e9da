namespace Hush.Numerics;

/// <summary>Rounds lengths up to multiples.</summary>
internal static class Align
{
    /// <summary>Floats in the widest vector. Buffers and groups of channels begin at multiples of it.</summary>
    public const int Floats = 16;

    /// <summary>The smallest multiple of <paramref name="alignment"/> that is at least <paramref name="length"/>.</summary>
    public static int Up(int length, int alignment = Floats) => (length + alignment - 1) / alignment * alignment;

    /// <inheritdoc cref="Up(int, int)"/>
    public static nint Up(nint length) => (length + Floats - 1) / Floats * Floats;

    /// <inheritdoc cref="Up(int, int)"/>
    public static long Up(long length) => (length + Floats - 1) / Floats * Floats;
}
