namespace Hush.Reports;

/// <summary>PSNR and SSIM over a test set at one noise, with the protocol that they carry.</summary>
public sealed record Measurement
{
    /// <summary>Name of the test set as the reader knows it, for example <c>MNIST test set</c>.</summary>
    public required string Dataset { get; init; }

    /// <summary>Images measured.</summary>
    public required int Images { get; init; }

    /// <summary>Channels of an image: 1 gray, 3 RGB.</summary>
    public required int Channels { get; init; }

    /// <summary>The noise that was added.</summary>
    public required Protocol Protocol { get; init; }

    /// <summary>What the trivial baseline was, for example <c>Gaussian filter, 1.1 px</c>.</summary>
    public string BaselineName { get; init; } = "Gaussian filter";

    /// <summary>Scores over all <see cref="Images"/>.</summary>
    public required ScoreTriple All { get; init; }

    /// <summary>Scores over the images 0..99 alone; null where not measured.</summary>
    public ScoreTriple? First100 { get; init; }
}

/// <summary>The noise of a measurement.</summary>
/// <param name="Kind">Kind of noise: gaussian, salt-and-pepper, poisson, blur, mixture or another word.</param>
/// <param name="Sigma">Standard deviation on the 0..255 scale; null where the kind has none.</param>
/// <param name="Clip">The noisy pixels were clipped to [0, 1].</param>
/// <param name="Seed">Seed of the one fixed draw.</param>
public sealed record Protocol(string Kind, double? Sigma, bool Clip, ulong Seed)
{
    /// <summary>The noise in words where kind and sigma do not say it all, for example a mixture's ranges.</summary>
    public string? Details { get; init; }
}

/// <summary>The same images before, after a trivial filter, and after the network.</summary>
/// <param name="Noisy">Noisy input against clean.</param>
/// <param name="Baseline">Baseline's estimate against clean; null where there was none.</param>
/// <param name="Denoised">Network's estimate against clean.</param>
public sealed record ScoreTriple(ScoreSummary Noisy, ScoreSummary? Baseline, ScoreSummary Denoised);

/// <summary>The images' scores in short. A PSNR of null is infinite, an SSIM of null not defined (images under 11 pixels).</summary>
/// <param name="PsnrMean">Mean of the images' PSNRs, dB.</param>
/// <param name="PsnrOfMeanMse">PSNR of the mean of the images' squared errors, dB.</param>
/// <param name="PsnrStd">Standard deviation of the images' PSNRs, dB.</param>
/// <param name="SsimMean">Mean of the images' SSIMs.</param>
/// <param name="SsimStd">Standard deviation of the images' SSIMs.</param>
public sealed record ScoreSummary(
    double? PsnrMean, double? PsnrOfMeanMse, double? PsnrStd, double? SsimMean, double? SsimStd);

/// <summary>Every image's scores, in the test set's order. A histogram leaves infinite and NaN values out and says so.</summary>
/// <param name="NoisyPsnr">dB.</param>
/// <param name="DenoisedPsnr">dB.</param>
/// <param name="NoisySsim">At most 1; empty where not defined.</param>
/// <param name="DenoisedSsim">At most 1; empty where not defined.</param>
public sealed record ImageScores(
    IReadOnlyList<double> NoisyPsnr, IReadOnlyList<double> DenoisedPsnr,
    IReadOnlyList<double> NoisySsim, IReadOnlyList<double> DenoisedSsim);
