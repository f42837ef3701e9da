namespace Hush.Numerics.Kernels.Resampling;

/// <summary>
/// 2x nearest-neighbor upsampling, one input row at a time. Steps (pixel to pixel) and pitches (row to row) are in floats.
/// </summary>
internal static unsafe class NearestUpsampling
{
    /// <summary>y[2p], y[2p + 1] and the two pixels below them = x[p]. <c>pixels</c> counts inputs.</summary>
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

    /// <summary>dx[p] = (or += if <c>accumulate</c>) the sum of dy over the four copies of x[p].</summary>
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
