namespace Hush.Imaging.Files;

/// <summary>The opacity of every pixel, 0 for transparent. Exactly one of the two arrays is set.</summary>
/// <param name="Whole">[H, W], 0 to 2^bits - 1, for images of 8 and 16 bits.</param>
/// <param name="Floats">[H, W], 1 is opaque, for float images.</param>
internal sealed record AlphaPlane(ushort[]? Whole, float[]? Floats)
{
    public static AlphaPlane Of(int pixels, int bitDepth) =>
        bitDepth == 32 ? new AlphaPlane(null, new float[pixels]) : new AlphaPlane(new ushort[pixels], null);

    /// <summary>
    /// Copies values from pixel <paramref name="start"/> on to <paramref name="to"/>, scaled from <paramref name="ownWhite"/> to
    /// <paramref name="white"/>. Equal white values copy exactly.
    /// </summary>
    public void Copy(int start, int ownWhite, int white, Span<ushort> to)
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = Whole is null
                ? (ushort)Math.Clamp(MathF.Round(Floats![start + i] * white), 0, white)     // the cast turns NaN into 0
                : ownWhite == white ? Whole[start + i] : (ushort)(((2L * Whole[start + i] * white) + ownWhite) / (2L * ownWhite));
        }
    }
}
