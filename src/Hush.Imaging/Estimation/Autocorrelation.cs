namespace Hush.Imaging.Estimation;

/// <summary>
/// Correlation of neighboring values at the three smallest lags: mean(r(p) r(p + lag)) / mean(r^2), in [-1, 1]. All three are
/// 0 for white noise.
/// </summary>
/// <param name="Horizontal">Lag (0, 1): a pixel and its right neighbor.</param>
/// <param name="Vertical">Lag (1, 0): a pixel and the one below it.</param>
/// <param name="Diagonal">Lag (1, 1): a pixel and the one diagonally below it.</param>
internal readonly record struct Autocorrelation(double Horizontal, double Vertical, double Diagonal)
{
    /// <summary>Returns the largest absolute difference from the correlations of <paramref name="other"/>, over the three lags.</summary>
    public double DistanceTo(Autocorrelation other) => Math.Max(
        Math.Abs(Horizontal - other.Horizontal), Math.Max(Math.Abs(Vertical - other.Vertical), Math.Abs(Diagonal - other.Diagonal)));

    /// <summary>Returns the three values with two decimals, for example <c>0.02, -0.01, 0.00</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Horizontal:0.00}, {Vertical:0.00}, {Diagonal:0.00}");
}
