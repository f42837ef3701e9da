namespace Hush.Numerics.Kernels.Resampling;

/// <summary>Nearest-neighbour upsampling by two, a row at a time. All steps are in floats.</summary>
internal static unsafe class NearestUpsampling
{
    /// <summary>y[2p], y[2p + 1] and the two pixels below them = x[p].</summary>
    /// <param name="x">The row to enlarge.</param>
    /// <param name="xStep">From a pixel to the next.</param>
    /// <param name="y">The first of the two rows of results.</param>
    /// <param name="yPitch">From a result row to the next.</param>
    /// <param name="yStep">From a result to the next.</param>
    /// <param name="pixels">Pixels to enlarge.</param>
    /// <param name="channels">Channels to copy.</param>
    public static void Forward(float* x, nint xStep, float* y, nint yPitch, nint yStep, int pixels, int channels)
    {
        for (int p = 0; p < pixels; p++, x += xStep, y += 2 * yStep)
        {
            var from = new ReadOnlySpan<float>(x, channels);
            from.CopyTo(new Span<float>(y, channels));
            from.CopyTo(new Span<float>(y + yStep, channels));
            from.CopyTo(new Span<float>(y + yPitch, channels));
            from.CopyTo(new Span<float>(y + yPitch + yStep, channels));
        }
    }

    /// <summary>dx[p] = or += the sum of the four gradients that came from x[p].</summary>
    /// <param name="dy">The first of the two rows of gradients.</param>
    /// <param name="yPitch">From one of them to the next.</param>
    /// <param name="yStep">From a gradient to the next.</param>
    /// <param name="dx">The row of results.</param>
    /// <param name="xStep">From a result to the next.</param>
    /// <param name="pixels">Results.</param>
    /// <param name="channels">Channels to sum.</param>
    /// <param name="accumulate">Whether the result is added to what dx holds.</param>
    public static void Backward(
        float* dy, nint yPitch, nint yStep, float* dx, nint xStep, int pixels, int channels, bool accumulate)
    {
        for (int p = 0; p < pixels; p++, dx += xStep, dy += 2 * yStep)
        {
            float* below = dy + yPitch;
            for (int c = 0; c < channels; c++)
            {
                float sum = dy[c] + dy[yStep + c] + (below[c] + below[yStep + c]);
                dx[c] = accumulate ? dx[c] + sum : sum;
            }
        }
    }
}
