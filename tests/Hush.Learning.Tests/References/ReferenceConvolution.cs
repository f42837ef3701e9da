using Hush.Learning.Networks.Layers;

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

    /// <summary>A convolution with a window of any size, dilation and border.</summary>
    public static Volume General(Volume x, double[] w, double[]? b, GeneralConv2d layer)
    {
        var y = new Volume(x.Images, x.Height, x.Width, layer.OutChannels);
        return y.Fill((n, r, s, o) =>
        {
            double sum = b?[o] ?? 0;
            for (int i = 0; i < layer.InChannels; i++)
            {
                for (int t = 0; t < layer.Height; t++)
                {
                    for (int u = 0; u < layer.Width; u++)
                    {
                        int? row = Inside(r + ((t - (layer.Height / 2)) * layer.Dilation), x.Height, layer.Border);
                        int? column = Inside(s + ((u - (layer.Width / 2)) * layer.Dilation), x.Width, layer.Border);
                        double weight = w[(((((o * layer.InChannels) + i) * layer.Height) + t) * layer.Width) + u];
                        sum += row is null || column is null ? 0 : weight * x[n, row.Value, column.Value, i];
                    }
                }
            }

            return sum;
        });
    }

    /// <summary>The index inside the image that an index stands for, or null for zeros. Walks step by step, turning at the ends.</summary>
    private static int? Inside(int index, int extent, BorderMode border)
    {
        if (index >= 0 && index < extent)
            return index;
        if (border == BorderMode.Zero)
            return null;
        if (border == BorderMode.Edge || extent == 1)
            return index < 0 ? 0 : extent - 1;
        int at = 0, step = 1;
        for (int i = 0; i < Math.Abs(index); i++)
        {
            step = at == extent - 1 ? -1 : at == 0 ? 1 : step;
            at += step;
        }

        return at;
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
