namespace Hush.Learning.Tests.References;

/// <summary>Layers that move or select pixels. The gradients (+=) follow the same positions backward.</summary>
internal static class ReferenceResampling
{
    public static Volume MaxPool(Volume x)
    {
        var y = new Volume(x.Images, x.Height / 2, x.Width / 2, x.Channels);
        return y.Fill((n, r, s, c) => { var (i, j) = First(x, n, r, s, c); return x[n, i, j, c]; });
    }

    /// <summary>The gradient goes to the block's first maximum in row-major order.</summary>
    public static void MaxPoolBackward(Volume dy, Volume x, Volume dx) =>
        dy.ForEach((n, r, s, c) => { var (i, j) = First(x, n, r, s, c); dx[n, i, j, c] += dy[n, r, s, c]; });

    public static Volume Upsample(Volume x) =>
        new Volume(x.Images, 2 * x.Height, 2 * x.Width, x.Channels).Fill((n, r, s, c) => x[n, r / 2, s / 2, c]);

    public static void UpsampleBackward(Volume dy, Volume dx) =>
        dy.ForEach((n, r, s, c) => dx[n, r / 2, s / 2, c] += dy[n, r, s, c]);

    public static Volume Shuffle(Volume x) => new Volume(x.Images, 2 * x.Height, 2 * x.Width, x.Channels / 4).Fill(
        (n, r, s, c) => x[n, r / 2, s / 2, (4 * c) + (r % 2 * 2) + (s % 2)]);

    public static void ShuffleBackward(Volume dy, Volume dx) => dy.ForEach(
        (n, r, s, c) => dx[n, r / 2, s / 2, (4 * c) + (r % 2 * 2) + (s % 2)] += dy[n, r, s, c]);

    public static Volume Unshuffle(Volume x) => new Volume(x.Images, x.Height / 2, x.Width / 2, 4 * x.Channels).Fill(
        (n, r, s, k) => x[n, (2 * r) + (k % 4 / 2), (2 * s) + (k % 2), k / 4]);

    public static void UnshuffleBackward(Volume dy, Volume dx) => dy.ForEach(
        (n, r, s, k) => dx[n, (2 * r) + (k % 4 / 2), (2 * s) + (k % 2), k / 4] += dy[n, r, s, k]);

    private static (int Row, int Column) First(Volume x, int n, int r, int s, int c)
    {
        (int Row, int Column) best = (2 * r, 2 * s);
        foreach (var (i, j) in ((int, int)[])[(2 * r, (2 * s) + 1), ((2 * r) + 1, 2 * s), ((2 * r) + 1, (2 * s) + 1)])
        {
            if (x[n, i, j, c] > x[n, best.Row, best.Column, c])
                best = (i, j);
        }

        return best;
    }
}
