namespace Hush.Learning.Tests.References;

/// <summary>
/// y[n, r, s, o] = b[o] + sum over i, t, u of w[o, i, t, u] x[n, r + t - h, s + u - h, i], with x = 0 outside and h = (k - 1) / 2, and
/// its adjoint. Filters are [out, in, k, k].
/// </summary>
internal static class ReferenceConvolution
{
    public static Volume Forward(Volume x, double[] w, double[]? b, int outputs, int kernel)
    {
        var y = new Volume(x.Images, x.Height, x.Width, outputs);
        y.ForEach((n, r, s, o) => y[n, r, s, o] = b?[o] ?? 0);
        ForEachTap(y, x, kernel, (n, r, s, o, row, column, i, tap) => y[n, r, s, o] += w[tap] * x[n, row, column, i]);
        return y;
    }

    /// <summary>dx, dw and db += the gradients for dy.</summary>
    public static void Backward(Volume dy, Volume x, double[] w, int kernel, Volume dx, double[] dw, double[]? db)
    {
        if (db != null)
            dy.ForEach((n, r, s, o) => db[o] += dy[n, r, s, o]);
        ForEachTap(dy, x, kernel, (n, r, s, o, row, column, i, tap) =>
        {
            dw[tap] += dy[n, r, s, o] * x[n, row, column, i];
            dx[n, row, column, i] += dy[n, r, s, o] * w[tap];
        });
    }

    private static void ForEachTap(Volume y, Volume x, int kernel, Action<int, int, int, int, int, int, int, int> visit)
    {
        int half = (kernel - 1) / 2;
        y.ForEach((n, r, s, o) =>
        {
            for (int t = 0; t < kernel; t++)
            {
                for (int u = 0; u < kernel; u++)
                {
                    int row = r + t - half, column = s + u - half;
                    if (row < 0 || row >= x.Height || column < 0 || column >= x.Width)
                        continue;
                    for (int i = 0; i < x.Channels; i++)
                        visit(n, r, s, o, row, column, i, (((((o * x.Channels) + i) * kernel) + t) * kernel) + u);
                }
            }
        });
    }
}
