namespace Hush.Imaging.Content;

/// <summary>Fills missing pixels (NaN) from their surroundings, so that a network sees no edges there.</summary>
internal static class GapFilling
{
    /// <summary>
    /// Replaces each NaN in pixels [H, W, C] with the mean of the smallest aligned 2x2, 4x4, 8x8, ... block that contains it and at
    /// least one number, or with 0 if the image has no numbers. A block's mean is the mean of its non-empty quarters. Channels are
    /// independent. Takes time linear in the number of pixels and a third of their memory.
    /// </summary>
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

    /// <summary>half = means of 2x2 pixels, ignoring NaN; NaN if all four are NaN.</summary>
    private static void Halve(ReadOnlySpan<float> pixels, int height, int width, int channels, Span<float> half)
    {
        int columns = (width + 1) / 2;
        for (int i = 0; i < half.Length; i++)
        {
            int c = i % channels, x = i / channels % columns * 2, y = i / channels / columns * 2, count = 0;
            float sum = 0;
            for (int corner = 0; corner < 4; corner++)
            {
                int column = x + (corner & 1), row = y + (corner >> 1);
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
