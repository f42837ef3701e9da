namespace Hush.Imaging.Files;

/// <summary>Transparency of every pixel, 0 clear: whole numbers up to 2^bits - 1, or floats for float images. Never both.</summary>
/// <param name="Whole">[H, W], for 8 and 16 bits.</param>
/// <param name="Floats">[H, W], for 32 bits; 1 is opaque.</param>
internal sealed record AlphaPlane(ushort[]? Whole, float[]? Floats)
{
    /// <summary>A plane to be filled.</summary>
    public static AlphaPlane Of(int pixels, int bitDepth) =>
        bitDepth == 32 ? new AlphaPlane(null, new float[pixels]) : new AlphaPlane(new ushort[pixels], null);

    /// <summary>Whether a square of pixels holds one of alpha 0.</summary>
    /// <param name="first">The index of its first pixel.</param>
    /// <param name="side">Its rows and columns.</param>
    /// <param name="width">The image's columns.</param>
    public bool IsClearIn(int first, int side, int width)
    {
        for (int y = 0; y < side; y++)
        {
            int row = first + (y * width);
            if (Whole != null ? Whole.AsSpan(row, side).Contains((ushort)0) : Floats.AsSpan(row, side).ContainsAnyInRange(float.NegativeInfinity, 0))
                return true;
        }

        return false;
    }

    /// <summary>to = the row from pixel <paramref name="start"/> on, as samples up to <paramref name="white"/>, from those up to
    /// <paramref name="ownWhite"/>; an equal white changes nothing.</summary>
    public void Copy(int start, int ownWhite, int white, Span<ushort> to)
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = Whole is null
                ? (ushort)Math.Clamp(MathF.Round(Floats![start + i] * white), 0, white)     // NaN becomes 0 by the cast
                : ownWhite == white ? Whole[start + i] : (ushort)(((2L * Whole[start + i] * white) + ownWhite) / (2L * ownWhite));
        }
    }
}
