namespace Hush.Numerics.Kernels.Resampling;

/// <summary>
/// The permutation between [2H, 2W, C] and [H, W, 4C]: channel 4c + 2i + j of a coarse pixel is channel c of the fine pixel in row i,
/// column j of its 2x2 block (PyTorch's order). A row of coarse pixels at a time; all steps are in floats.
/// </summary>
/// <remarks>Shi et al., Real-time single image and video super-resolution, CVPR 2016, eq. 4.</remarks>
internal static unsafe class PixelShuffling
{
    /// <summary>Coarse = or += fine: space goes to channels.</summary>
    /// <param name="fine">The first of the two fine rows.</param>
    /// <param name="finePitch">From a fine row to the next.</param>
    /// <param name="fineStep">From a fine pixel to the next.</param>
    /// <param name="coarse">The coarse row.</param>
    /// <param name="coarseStep">From a coarse pixel to the next.</param>
    /// <param name="pixels">Coarse pixels.</param>
    /// <param name="channels">Fine channels, C.</param>
    /// <param name="accumulate">Whether the result is added to what is there.</param>
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

    /// <summary>Fine = or += coarse: channels go to space.</summary>
    /// <param name="coarse">The coarse row.</param>
    /// <param name="coarseStep">From a coarse pixel to the next.</param>
    /// <param name="fine">The first of the two fine rows.</param>
    /// <param name="finePitch">From a fine row to the next.</param>
    /// <param name="fineStep">From a fine pixel to the next.</param>
    /// <param name="pixels">Coarse pixels.</param>
    /// <param name="channels">Fine channels, C.</param>
    /// <param name="accumulate">Whether the result is added to what is there.</param>
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
