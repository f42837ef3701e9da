namespace Hush.Testing.References;

/// <summary>
/// Convolution with stride 1 and zero padding, computed from the definition in double precision. Images are dense [N, H, W, C]; weights
/// are [out, in, k, k], k odd.
/// </summary>
public static class ConvolutionReference
{
    /// <summary>y[n, r, c, o] = bias[o] + sum over i, t, s of w[o, i, t, s] x[n, r + t - k/2, c + s - k/2, i].</summary>
    public static double[] Forward(
        Shape input, ReadOnlySpan<float> x, int outputs, int kernel, ReadOnlySpan<float> w, ReadOnlySpan<float> bias)
    {
        var y = new double[input.Count / input.C * outputs];
        for (int a = 0; a < y.Length; a++)
            y[a] = bias[a % outputs];
        foreach (Term t in Terms(input, outputs, kernel))
            y[t.Y] += (double)w[t.W] * x[t.X];
        return y;
    }

    /// <summary>dx[n, r, c, i] = sum of dy times weight over all y that read x[n, r, c, i].</summary>
    public static double[] InputGradient(Shape input, ReadOnlySpan<float> dy, int outputs, int kernel, ReadOnlySpan<float> w)
    {
        var dx = new double[input.Count];
        foreach (Term t in Terms(input, outputs, kernel))
            dx[t.X] += (double)w[t.W] * dy[t.Y];
        return dx;
    }

    /// <summary>dw[o, i, t, s] = sum of dy times x over all products with this weight.</summary>
    public static double[] WeightGradient(Shape input, ReadOnlySpan<float> x, ReadOnlySpan<float> dy, int outputs, int kernel)
    {
        var dw = new double[outputs * input.C * kernel * kernel];
        foreach (Term t in Terms(input, outputs, kernel))
            dw[t.W] += (double)x[t.X] * dy[t.Y];
        return dw;
    }

    /// <summary>All products in the definition, as indices into x, w and y, except those with zero padding.</summary>
    private static IEnumerable<Term> Terms(Shape input, int outputs, int kernel)
    {
        var (images, height, width, inputs) = input;
        for (int n = 0; n < images; n++)
        {
            for (int r = 0; r < height; r++)
            {
                for (int c = 0; c < width; c++)
                {
                    for (int k = 0; k < kernel * kernel; k++)
                    {
                        int row = r + (k / kernel) - (kernel / 2), column = c + (k % kernel) - (kernel / 2);
                        if (row < 0 || row >= height || column < 0 || column >= width)
                            continue;
                        for (int o = 0; o < outputs; o++)
                        {
                            for (int i = 0; i < inputs; i++)
                            {
                                yield return new Term(
                                    (((((n * height) + row) * width) + column) * inputs) + i,
                                    (((o * inputs) + i) * kernel * kernel) + k,
                                    (((((n * height) + r) * width) + c) * outputs) + o);
                            }
                        }
                    }
                }
            }
        }
    }

    private readonly record struct Term(int X, int W, int Y);
}
