namespace Hush.Testing.References;

/// <summary>
/// Products of windows and filters, computed from the definition in double precision. Inputs are dense, weights [out, in, k, k],
/// results [N, rows, columns, out] without the pixels between them. Zeros outside the image.
/// </summary>
public static class WindowReference
{
    /// <summary>
    /// y[r, c, o] = bias[o] + sum over i, t, s of w[o, i, t, s] x[r InputStep + FirstRow + t, c InputStep + FirstColumn + s, i].
    /// </summary>
    public static double[] Forward(WindowCase c, ReadOnlySpan<float> x, ReadOnlySpan<float> w, ReadOnlySpan<float> bias)
    {
        var y = new double[c.Extents.Count];
        for (int a = 0; a < y.Length; a++)
            y[a] = bias[a % c.Extents.C];
        foreach (Term t in Terms(c))
            y[t.Y] += (double)w[t.W] * x[t.X];
        return y;
    }

    /// <summary>dw[o, i, t, s] = sum of dy times x over all products with this weight.</summary>
    public static double[] WeightGradient(WindowCase c, ReadOnlySpan<float> x, ReadOnlySpan<float> dy)
    {
        var dw = new double[c.WeightCount];
        foreach (Term t in Terms(c))
            dw[t.W] += (double)x[t.X] * dy[t.Y];
        return dw;
    }

    private static IEnumerable<Term> Terms(WindowCase c)
    {
        Shape x = c.Input, y = c.Extents;
        for (int a = 0; a < y.Count; a++)
        {
            int o = a % y.C, column = a / y.C % y.W, row = a / y.C / y.W % y.H, n = a / y.C / y.W / y.H;
            for (int k = 0; k < c.Kernel * c.Kernel; k++)
            {
                int r = (row * c.InputStep) + c.FirstRow + (k / c.Kernel), s = (column * c.InputStep) + c.FirstColumn + (k % c.Kernel);
                if (r < 0 || r >= x.H || s < 0 || s >= x.W)
                    continue;
                for (int i = 0; i < x.C; i++)
                    yield return new Term((((((n * x.H) + r) * x.W) + s) * x.C) + i, (((o * x.C) + i) * c.Kernel * c.Kernel) + k, a);
            }
        }
    }

    private readonly record struct Term(int X, int W, int Y);
}
