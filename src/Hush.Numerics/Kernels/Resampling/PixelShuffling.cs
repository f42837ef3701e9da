namespace Hush.Numerics.Kernels.Resampling;

/// <summary>
/// The permutation between [2H, 2W, C] and [H, W, 4C]: channel 4c + 2i + j of a coarse pixel is channel c of the fine pixel at
/// row i, column j of its 2x2 block (the order of PyTorch's PixelShuffle). One coarse row at a time. Steps (pixel to pixel) and
/// pitches (row to row) are in floats; <c>pixels</c> counts coarse pixels and <c>channels</c> is C.
/// </summary>
/// <remarks>Shi et al., Real-time single image and video super-resolution, CVPR 2016, eq. 4.</remarks>
internal static unsafe class PixelShuffling
{
    /// <summary>Space to depth: coarse = fine, or += if <c>accumulate</c>.</summary>
    public static void Gather(
        float* fine, nint finePitch, nint fineStep, float* coarse, nint coarseStep, int pixels, int channels, bool accumulate)
    {
        for (int p = 0; p < pixels; p++, fine += 2 * fineStep, coarse += coarseStep)
        {
            for (int k = 0; k < 4; k++)
            {
                float* from = fine + (k / 2 * finePitch) + (k % 2 * fineStep);
                for (int c = 0; c < channels; c++)
                {
                    float* to = coarse + (4 * c) + k;
                    *to = accumulate ? *to + from[c] : from[c];
                }
            }
        }
    }

    /// <summary>Cepth to space: fine = coarse, or += if <c>accumulate</c>.</summary>
    public static void Scatter(
        float* coarse, nint coarseStep, float* fine, nint finePitch, nint fineStep, int pixels, int channels, bool accumulate)
    {
        for (int p = 0; p < pixels; p++, fine += 2 * fineStep, coarse += coarseStep)
        {
            for (int k = 0; k < 4; k++)
            {
                float* to = fine + (k / 2 * finePitch) + (k % 2 * fineStep);
                for (int c = 0; c < channels; c++)
                    to[c] = accumulate ? to[c] + coarse[(4 * c) + k] : coarse[(4 * c) + k];
            }
        }
    }
}
