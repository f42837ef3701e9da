namespace Hush.Imaging.Estimation;

/// <summary>
/// How much neighboring values have in common: mean(r(p) r(p + lag)) / mean(r^2), in [-1, 1], at the three nearest lags. 0, 0 and 0
/// for white noise.
/// </summary>
/// <param name="Beside">At lag (0, 1): a pixel and the one to its right.</param>
/// <param name="Below">At lag (1, 0): a pixel and the one below it.</param>
/// <param name="Diagonal">At lag (1, 1).</param>
public readonly record struct Autocorrelation(double Beside, double Below, double Diagonal)
{
    /// <summary>The largest difference of the three from those of another, at least 0.</summary>
    public double DistanceTo(Autocorrelation other) => Math.Max(
        Math.Abs(Beside - other.Beside), Math.Max(Math.Abs(Below - other.Below), Math.Abs(Diagonal - other.Diagonal)));

    /// <summary>0.02, -0.01, 0.00.</summary>
    public override string ToString() => FormattableString.Invariant($"{Beside:0.00}, {Below:0.00}, {Diagonal:0.00}");
}
