namespace Hush.Numerics.Kernels.Convolution;

/// <summary>
/// A 3x3 convolution after 2x nearest-neighbor upsampling, without the upsampling: each of the four output pixels of a coarse pixel
/// depends on only 2x2 coarse pixels, so it is a 2x2 convolution with summed weights. This takes 2.25 times fewer multiplications.
/// </summary>
/// <remarks>
/// Output pixel (2y + i, 2x + j) reads coarse rows y - 1 + i + a for a = 0, 1; tap t of the 3x3 filter falls on
/// a = (t + 1 - i) / 2, and the same for columns. The adjoint is a 4x4 convolution with stride 2 over the fine gradient, at row
/// r = 3 - i - 2a. The summed filters are stored in that order, [4, 4, out, in].
/// </remarks>
internal static unsafe class UpsampleFolding
{
    /// <summary>Number of folded filters: 4 x 4.</summary>
    public const int Taps = 16;

    /// <summary>
    /// folded[r][c][o][i] = the sum of w[o][i][t][s] over the taps (t, s) that fall on (r, c). w is [out, in, 3, 3], folded is
    /// [4, 4, out, in], and <paramref name="filters"/> is out * in.
    /// </summary>
    public static void Fold(float* w, float* folded, nint filters)
    {
        new Span<float>(folded, checked((int)(Taps * filters))).Clear();
        for (int k = 0; k < 36; k++)
        {
            var (source, target) = Pairing(k);
            float* sum = folded + (target * filters);
            for (nint f = 0; f < filters; f++)
                sum[f] += w[(f * 9) + source];
        }
    }

    /// <summary>
    /// The adjoint of <see cref="Fold"/>: dw[o][i][t][s] += the sum of dFolded[r][c][o][i] over the (r, c) on which tap (t, s) falls.
    /// </summary>
    public static void Unfold(float* dFolded, float* dw, nint filters)
    {
        for (int k = 0; k < 36; k++)
        {
            var (source, target) = Pairing(k);
            float* from = dFolded + (target * filters);
            for (nint f = 0; f < filters; f++)
                dw[(f * 9) + source] += from[f];
        }
    }

    /// <summary>The 2x2 convolution that computes the output pixels at row i, column j of each 2x2 block.</summary>
    public static FilterView Quarter(float* folded, int i, int j, int outputs, int inputs)
    {
        nint filters = (nint)outputs * inputs;
        return new FilterView((nint)(folded + ((((3 - i) * 4) + 3 - j) * filters)), inputs, 1, -8 * filters, -2 * filters);
    }

    /// <summary>The 4x4 convolution with stride 2 that maps the output gradient to the coarse gradient.</summary>
    public static FilterView Adjoint(float* folded, int outputs, int inputs)
    {
        nint filters = (nint)outputs * inputs;
        return new FilterView((nint)folded, 1, inputs, 4 * filters, filters);
    }

    /// <summary>The k-th of 36 pairs (tap of the 3x3 filter, position in the 4x4 grid): four parities for each of nine taps.</summary>
    private static (int Source, int Target) Pairing(int k)
    {
        int tap = k / 4, i = k / 2 % 2, j = k % 2;
        int row = 3 - i - (2 * ((tap / 3 + 1 - i) / 2)), column = 3 - j - (2 * ((tap % 3 + 1 - j) / 2));
        return (tap, (row * 4) + column);
    }
}
