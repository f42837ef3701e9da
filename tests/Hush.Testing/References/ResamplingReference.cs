namespace Hush.Testing.References;

/// <summary>Upsampling and downsampling by 2, from the definitions, on dense [N, H, W, C].</summary>
public static class ResamplingReference
{
    /// <summary>y[n, r, c, k] = x[n, r / 2, c / 2, k]: [N, H, W, C] to [N, 2H, 2W, C].</summary>
    public static float[] Upsample(Shape input, ReadOnlySpan<float> x)
    {
        var fine = new Shape(input.N, 2 * input.H, 2 * input.W, input.C);
        var y = new float[fine.Count];
        for (int a = 0; a < y.Length; a++)
        {
            var (n, r, c, k) = Place(fine, a);
            y[a] = x[Index(input, n, r / 2, c / 2, k)];
        }

        return y;
    }

    /// <summary>dx[n, r, c, k] = sum of the four dy that <see cref="Upsample"/> computed from this value.</summary>
    /// <param name="input">Shape of x, the coarse image.</param>
    /// <param name="dy">Gradient of the fine image.</param>
    public static double[] UpsampleGradient(Shape input, ReadOnlySpan<double> dy)
    {
        var fine = new Shape(input.N, 2 * input.H, 2 * input.W, input.C);
        var dx = new double[input.Count];
        for (int a = 0; a < dy.Length; a++)
        {
            var (n, r, c, k) = Place(fine, a);
            dx[Index(input, n, r / 2, c / 2, k)] += dy[a];
        }

        return dx;
    }

    /// <summary>y = maximum of each 2x2 block, and for each y the index of the first x in row-major order that has this value.</summary>
    /// <param name="input">Shape of x, with even H and W.</param>
    /// <param name="x">The values.</param>
    public static (float[] Y, int[] Source) MaxPool(Shape input, ReadOnlySpan<float> x)
    {
        var coarse = new Shape(input.N, input.H / 2, input.W / 2, input.C);
        var y = new float[coarse.Count];
        var source = new int[coarse.Count];
        for (int a = 0; a < y.Length; a++)
        {
            var (n, r, c, k) = Place(coarse, a);
            source[a] = -1;
            for (int q = 0; q < 4; q++)
            {
                int from = Index(input, n, (2 * r) + (q / 2), (2 * c) + (q % 2), k);
                if (source[a] < 0 || x[from] > y[a])
                    (y[a], source[a]) = (x[from], from);
            }
        }

        return (y, source);
    }

    /// <summary>
    /// For each value of [N, H, W, 4C], the index of the value of [N, 2H, 2W, C] that PyTorch's pixel_unshuffle moves there.
    /// </summary>
    /// <param name="fine">[N, 2H, 2W, C].</param>
    public static int[] UnshuffleSources(Shape fine)
    {
        var coarse = new Shape(fine.N, fine.H / 2, fine.W / 2, 4 * fine.C);
        var source = new int[coarse.Count];
        for (int a = 0; a < source.Length; a++)
        {
            var (n, r, c, k) = Place(coarse, a);
            source[a] = Index(fine, n, (2 * r) + (k % 4 / 2), (2 * c) + (k % 2), k / 4);
        }

        return source;
    }

    private static int Index(Shape s, int n, int r, int c, int k) => (((((n * s.H) + r) * s.W) + c) * s.C) + k;

    private static (int N, int R, int C, int K) Place(Shape s, int index) =>
        (index / s.C / s.W / s.H, index / s.C / s.W % s.H, index / s.C % s.W, index % s.C);
}
