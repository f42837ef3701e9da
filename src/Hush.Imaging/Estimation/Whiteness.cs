using Hush.Imaging.Noise;

namespace Hush.Imaging.Estimation;

/// <summary>Whether noise is white, that is, independent from pixel to pixel.</summary>
internal enum WhitenessVerdict
{
    /// <summary>Too little noise, or too small an image, to tell.</summary>
    NotJudged,

    /// <summary>No correlation that can be distinguished from the image content.</summary>
    White,

    /// <summary>The noise of neighboring pixels is correlated.</summary>
    Correlated,
}

/// <summary>
/// Tests whether an image's noise is white, from the correlation of neighbors in the highest frequencies, where cameras, resizing and
/// JPEG leave less noise than white noise has.
/// </summary>
/// <param name="Distance">Largest deviation of the correlation from that of white noise, over the lags: 0 is white, in [0, 1.5].</param>
/// <param name="Verdict">The conclusion.</param>
/// <remarks>
/// Measured on photographs with noise of sigma 5 to 50: white noise reaches at most 0.13. Noise blurred by half a pixel, added before
/// demosaicing or enlarged reaches 0.16 or more. JPEG of quality 85 reaches 0.14 or more unless the noise is larger than the
/// quantization steps; such noise is white again at full resolution. White noise of sigma 2.5 in 8 bits reaches at most 0.26, white
/// noise averaged to sigma 5 and saved as JPEG of quality 90 reaches 0.30 or more where the estimate is below 3.
/// </remarks>
internal sealed record Whiteness(double Distance, WhitenessVerdict Verdict)
{
    private const double Visible = 0.14, VisibleInLittleNoise = 0.3;
    private const double LittleNoise = 3, NoNoise = 1;          // sigma on the byte scale

    /// <summary>What to expect from a denoiser, in a sentence or two for people.</summary>
    public string Explanation => Verdict switch
    {
        WhitenessVerdict.Correlated =>
            $"The noise of neighboring pixels is correlated ({Distance:0.00}; white noise has 0), as after JPEG compression, demosaicing " +
            "and resizing: expect soft blotches to remain, and an estimate below the visible noise. Denoise the file before it is " +
            "resized or compressed, or use a higher sigma.",
        WhitenessVerdict.White => "The noise looks white.",
        _ => "There is too little fine noise to tell whether it is white.",
    };

    /// <summary>
    /// Whether the noise may be correlated, however little fine noise there is. White noise on any texture stays below this threshold.
    /// </summary>
    internal bool MayBeCorrelated => Distance > Visible;

    /// <param name="highPass">Correlation from <see cref="HighPass"/>.</param>
    /// <param name="level">The noise level. At low levels, the correlation of the image content requires a higher threshold.</param>
    internal static Whiteness Of(Autocorrelation highPass, NoiseLevel level)
    {
        double distance = highPass.DistanceTo(HighPass.OfWhiteNoise);
        if (level.Bytes < NoNoise)
            return new(distance, WhitenessVerdict.NotJudged);
        bool correlated = distance > (level.Bytes < LittleNoise ? VisibleInLittleNoise : Visible);
        return new(distance, correlated ? WhitenessVerdict.Correlated : WhitenessVerdict.White);
    }
}
