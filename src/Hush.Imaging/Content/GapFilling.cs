namespace Hush.Imaging.Content;

/// <summary>Fills pixels that have no value with what lies around them, so that a network sees no edge there.</summary>
internal static class GapFilling
{
    /// <summary>
    /// Replaces each NaN by the mean of the smallest square of 2x2, 4x4, 8x8, ... pixels, aligned to its side, that holds it and a number;
    /// by 0 where there is no number at all. The mean of a square is that of its quarters that have one. Takes time in proportion to the
    /// pixels, and memory of a third of them.
    /// </summary>
    /// <param name="pixels">[H, W, C].</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="channels">C; each is filled for itself.</param>
    public static void Fill(Span<float> pixels, int height, int width, int channels)
    {
        if (!HasGaps(pixels))
            return;
        if (height == 1 && width == 1)
        {
            foreach (ref float value in pixels)
                value = float.IsNaN(value) ? 0 : value;
            return;
        }

        int rows = (height + 1) / 2, columns = (width + 1) / 2;
        float[] half = new float[rows * columns * channels];
        Halve(pixels, height, width, channels, half);
        Fill(half, rows, columns, channels);
        for (int y = 0; y < height; y++)
        {
            Span<float> row = pixels.Slice(y * width * channels, width * channels);
            ReadOnlySpan<float> from = half.AsSpan(y / 2 * columns * channels, columns * channels);
            for (int i = 0; i < row.Length; i++)
            {
                if (float.IsNaN(row[i]))
                    row[i] = from[(i / channels / 2 * channels) + (i % channels)];
            }
        }
    }

    private static bool HasGaps(ReadOnlySpan<float> pixels)
    {
        foreach (float value in pixels)
        {
            if (float.IsNaN(value))
                return true;
        }

        return false;
    }

    /// <summary>half = the means of 2x2 pixels without the NaN among them; NaN where there are no others.</summary>
    private static void Halve(ReadOnlySpan<float> pixels, int height, int width, int channels, Span<float> half)
    {
        int columns = (width + 1) / 2;
        for (int i = 0; i < half.Length; i++)
        {
            int c = i % channels, x = i / channels % columns * 2, y = i / channels / columns * 2, count = 0;
            float sum = 0;
            for (int place = 0; place < 4; place++)
            {
                int column = x + (place & 1), row = y + (place >> 1);
                float value = column < width && row < height ? pixels[(((row * width) + column) * channels) + c] : float.NaN;
                if (float.IsNaN(value))
                    continue;
                sum += value;
                count++;
            }

            half[i] = count > 0 ? sum / count : float.NaN;
        }
    }
}
