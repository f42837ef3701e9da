using Hush.Imaging.Estimation;

namespace Hush;

/// <summary>Reliability of a noise estimate.</summary>
internal enum EstimateConfidence
{
    /// <summary>There is no estimate.</summary>
    None,

    /// <summary>Based on few patches, on spatially correlated noise, or on patches that the model identified as texture.</summary>
    Low,

    /// <summary>For white noise, within 10 % or 0.7 (of 255) of the true sigma on nearly every photograph.</summary>
    Good,
}

/// <summary>The estimated noise of an image.</summary>
public sealed record NoiseEstimate
{
    private const double WeakNoise = 1.5;           // of 255

    /// <summary>A <see cref="PlainShare"/> below this is too low for a reliable estimate.</summary>
    internal const double VeryFew = 0.03;

    /// <summary>The noise level: root mean square of the channels' sigmas. Null if no channel could be estimated.</summary>
    public NoiseLevel? Level { get; init; }

    /// <summary>The level of each channel, in channel order; null where it could not be estimated.</summary>
    public IReadOnlyList<NoiseLevel?> Channels { get; init; } = [];

    /// <summary>
    /// Whether the level is reliable: for white noise, within 10 % or 0.7 (of 255) of the true sigma on nearly every photograph.
    /// <see cref="Reason"/> says why it is not.
    /// </summary>
    public bool IsReliable => Confidence == EstimateConfidence.Good;

    /// <summary>The reliability of the estimate.</summary>
    internal EstimateConfidence Confidence { get; init; }

    /// <summary>Why there is no estimate or low confidence, as a sentence for people. Empty if there is no problem.</summary>
    public string Reason { get; init; } = "";

    /// <summary>
    /// Whether the noise is white, that is, independent from pixel to pixel. Null if that cannot be judged.
    /// </summary>
    public bool? IsWhite => Whiteness?.Verdict switch
    {
        WhitenessVerdict.White => true,
        WhitenessVerdict.Correlated => false,
        _ => null,
    };

    /// <summary>Whether the noise is white. Null without an estimate.</summary>
    internal Whiteness? Whiteness { get; init; }

    /// <summary>Standard deviation of column noise, which is not part of <see cref="Level"/>. 0 if none was detected.</summary>
    public NoiseLevel ColumnNoise { get; init; }

    /// <summary>Standard deviation of row noise, which is not part of <see cref="Level"/>. 0 if none was detected.</summary>
    public NoiseLevel RowNoise { get; init; }

    /// <summary>
    /// Fraction of the patches, not counting flat and saturated ones, whose texture is at most 1.5 times that of noise alone (2 sigma^2
    /// of the channel), in [0, 1]. The minimum over the channels.
    /// </summary>
    internal double PlainShare { get; init; }

    /// <summary>
    /// Whether fine texture may have been mistaken for noise: sigma is at least 1 (of 255), few patches are plain (less than 45 %; 10 %
    /// in color, because JPEG leaves few as well), and either almost none are (3 %) or the apparent noise is slightly correlated (a
    /// distance from white noise above 0.07).
    /// </summary>
    internal bool MayBeTexture { get; init; }

    /// <summary>
    /// Whether the image may have camera, film or JPEG noise that <see cref="Level"/> does not measure: the noise is not white, or it is
    /// so weak that it may be what a camera leaves in the smoothest areas, which are the ones that are measured. False if the image cannot
    /// be judged or only repeats a few values (<see cref="IsRepetition"/>).
    /// </summary>
    internal bool MayBeCameraNoise => Level is { } level && Whiteness is { } whiteness && !IsRepetition
        && (whiteness.Verdict != WhitenessVerdict.White || level.Bytes < WeakNoise);

    /// <summary>Whether apparent noise consists of repeated values, as in drawings and screenshots.</summary>
    internal bool IsRepetition { get; init; }
}
