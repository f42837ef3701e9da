using Hush.Imaging.Noise;

namespace Hush.Imaging.Estimation;

/// <summary>Whether noise is white, that is, independent from pixel to pixel.</summary>
public enum WhitenessVerdict
{
    /// <summary>There is too little noise, or too little image, to tell.</summary>
    NotJudged,

    /// <summary>No correlation that could be told from the image's own.</summary>
    White,

    /// <summary>Neighboring pixels share noise.</summary>
    Correlated,
}

/// <summary>
/// Whether an image's noise is visibly not white, from the correlation of neighbors in its highest frequencies, where cameras,
/// resizing and JPEG leave less than white noise has.
/// </summary>
/// <param name="Distance">How far that correlation is from white noise's, at the lag where it is farthest; 0 is white, in [0, 1.5].</param>
/// <param name="Verdict">What follows.</param>
/// <remarks>
/// Measured on photographs with noise of sigma 5 to 50: white noise comes to at most 0.13; noise blurred by half a pixel, before
/// demosaicing or enlarging to 0.16 and more, and JPEG of quality 85 to 0.14 and more until the noise is coarser than its steps.
/// Then JPEG passes: its noise is white again at full resolution.
/// </remarks>
public sealed record Whiteness(double Distance, WhitenessVerdict Verdict)
{
    private const double Visible = 0.14, VisibleInLittleNoise = 0.35;
    private const double LittleNoise = 3, NoNoise = 1;          // sigma on the byte scale

    /// <summary>What to expect of a denoiser, in a sentence or two for people.</summary>
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
    /// Whether neighboring pixels may share noise, however little fine noise there is. White noise on any texture is below this.
    /// </summary>
    internal bool MayBeCorrelated => Distance > Visible;

    /// <summary>The verdict on a correlation.</summary>
    /// <param name="highPass">Of <see cref="HighPass"/>.</param>
    /// <param name="level">The noise there is: in little noise, the image's own correlation counts for more.</param>
    internal static Whiteness Of(Autocorrelation highPass, NoiseLevel level)
    {
        double distance = highPass.DistanceTo(HighPass.OfWhiteNoise);
        if (level.Bytes < NoNoise)
            return new(distance, WhitenessVerdict.NotJudged);
        bool correlated = distance > (level.Bytes < LittleNoise ? VisibleInLittleNoise : Visible);
        return new(distance, correlated ? WhitenessVerdict.Correlated : WhitenessVerdict.White);
    }
}
