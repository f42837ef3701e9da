using Hush.Imaging.Noise;

namespace Hush;

/// <summary>
/// Standard deviation of additive noise. Papers, options and files state it on the byte scale 0..255 ("sigma 25"), while pixels are in
/// [0, 1]. The text form shows both: <c>σ = 25/255 (0.098)</c>.
/// </summary>
public readonly record struct NoiseLevel : IComparable<NoiseLevel>
{
    private NoiseLevel(float sigma) => Sigma = sigma;

    /// <summary>Sigma on the pixel scale, in [0, 1].</summary>
    public float Sigma { get; }

    /// <summary>Sigma on the byte scale, in [0, 255].</summary>
    public float Bytes => Sigma * 255;

    /// <summary>Creates a level from a sigma on the byte scale, as used in papers, options and files.</summary>
    /// <param name="sigma">Sigma, in [0, 255].</param>
    /// <exception cref="ArgumentException">The value is out of range or NaN.</exception>
    public static NoiseLevel FromByteScale(double sigma) => sigma is >= 0 and <= 255
        ? new((float)(sigma / 255))
        : throw new ArgumentException($"A noise level on the byte scale must be between 0 and 255, got {sigma}. Sigma 25 means 25/255 of " +
            "white.");

    /// <summary>Creates a level from a sigma on the pixel scale.</summary>
    /// <param name="sigma">Sigma, in [0, 1].</param>
    /// <exception cref="ArgumentException">The value is out of range or NaN.</exception>
    public static NoiseLevel FromPixelScale(double sigma) => sigma is >= 0 and <= 1
        ? new((float)sigma)
        : throw new ArgumentException($"A noise level on the pixel scale must be between 0 and 1, got {sigma}. Divide values from papers " +
            "by 255.");

    /// <inheritdoc/>
    public int CompareTo(NoiseLevel other) => Sigma.CompareTo(other.Sigma);

    /// <summary>Compares two levels by sigma.</summary>
    public static bool operator <(NoiseLevel a, NoiseLevel b) => a.Sigma < b.Sigma;

    /// <summary>Compares two levels by sigma.</summary>
    public static bool operator >(NoiseLevel a, NoiseLevel b) => a.Sigma > b.Sigma;

    /// <summary>Compares two levels by sigma.</summary>
    public static bool operator <=(NoiseLevel a, NoiseLevel b) => a.Sigma <= b.Sigma;

    /// <summary>Compares two levels by sigma.</summary>
    public static bool operator >=(NoiseLevel a, NoiseLevel b) => a.Sigma >= b.Sigma;

    /// <inheritdoc/>
    public override string ToString() => $"σ = {Bytes:0.##}/255 ({Sigma:0.####})";
}
