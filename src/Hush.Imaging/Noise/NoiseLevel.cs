namespace Hush.Imaging.Noise;

/// <summary>
/// Standard deviation of additive noise. Papers, options and files write it on the scale 0..255 of bytes ("sigma 25"); pixels are
/// in [0, 1]. Printed both ways: <c>σ = 25/255 (0.098)</c>.
/// </summary>
public readonly record struct NoiseLevel : IComparable<NoiseLevel>
{
    private NoiseLevel(float sigma) => Sigma = sigma;

    /// <summary>On the pixel scale, in [0, 1].</summary>
    public float Sigma { get; }

    /// <summary>On the byte scale, in [0, 255].</summary>
    public float Bytes => Sigma * 255;

    /// <summary>From the byte scale, as in papers, options and files.</summary>
    /// <param name="sigma">In [0, 255].</param>
    /// <exception cref="ArgumentException">It is outside, or not a number.</exception>
    public static NoiseLevel FromByteScale(double sigma) => sigma is >= 0 and <= 255
        ? new((float)(sigma / 255))
        : throw new ArgumentException($"A noise level on the byte scale must be between 0 and 255, got {sigma}. Sigma 25 means 25/255 of " +
            "white.");

    /// <summary>From the pixel scale.</summary>
    /// <param name="sigma">In [0, 1].</param>
    /// <exception cref="ArgumentException">It is outside, or not a number.</exception>
    public static NoiseLevel FromPixelScale(double sigma) => sigma is >= 0 and <= 1
        ? new((float)sigma)
        : throw new ArgumentException($"A noise level on the pixel scale must be between 0 and 1, got {sigma}. Divide values from papers " +
            "by 255.");

    /// <inheritdoc/>
    public int CompareTo(NoiseLevel other) => Sigma.CompareTo(other.Sigma);

    /// <summary>Compares the sigmas.</summary>
    public static bool operator <(NoiseLevel a, NoiseLevel b) => a.Sigma < b.Sigma;

    /// <summary>Compares the sigmas.</summary>
    public static bool operator >(NoiseLevel a, NoiseLevel b) => a.Sigma > b.Sigma;

    /// <summary>Compares the sigmas.</summary>
    public static bool operator <=(NoiseLevel a, NoiseLevel b) => a.Sigma <= b.Sigma;

    /// <summary>Compares the sigmas.</summary>
    public static bool operator >=(NoiseLevel a, NoiseLevel b) => a.Sigma >= b.Sigma;

    /// <inheritdoc/>
    public override string ToString() => $"σ = {Bytes:0.##}/255 ({Sigma:0.####})";
}
