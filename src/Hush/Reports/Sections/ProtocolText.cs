using Hush.Imaging.Datasets;
using Hush.Reports.Markup;
using Hush.Training;

namespace Hush.Reports.Sections;

/// <summary>Describes the evaluation protocol: what a reader must know before comparing results.</summary>
internal static class ProtocolText
{
    /// <summary>How scores are computed everywhere in Hush.</summary>
    public const string Scores =
        "Estimates are clipped to [0, 1] and not rounded. PSNR: peak 1; “mean” is the mean of the images' PSNRs, “of mean MSE” " +
        "is the PSNR of the mean squared error over all images. SSIM: 11 × 11 Gaussian window, σ 1.5, K1 0.01, K2 0.03, data range 1, " +
        "windows entirely inside the image.";

    /// <summary>
    /// For example "Gaussian noise, σ = 127.5/255, clipped to [0, 1]". Noise that sigma alone does not describe is described in full.
    /// </summary>
    public static string Noise(Protocol protocol)
    {
        string kind = protocol.Kind switch
        {
            "gaussian" => "Gaussian noise",
            "salt-and-pepper" => "Salt-and-pepper noise",
            "poisson" => "Poisson noise",
            "blur" => "Gaussian blur",
            "mixture" => "Mixed noise",
            "" => "Noise",
            _ => char.ToUpperInvariant(protocol.Kind[0]) + protocol.Kind[1..] + " noise",
        };
        string clip = protocol.Clip ? "clipped to [0, 1]" : "not clipped";
        return protocol is { Kind: "gaussian", Sigma: { } sigma } ? $"{kind}, {Sigma(sigma)}, {clip}"
            : string.IsNullOrWhiteSpace(protocol.Description) ? $"{kind}, {clip}"
            : protocol.Kind == "mixture" ? $"{kind} ({protocol.Description})"       // states itself whether it clips
            : char.ToUpperInvariant(protocol.Description[0]) + protocol.Description[1..];
    }

    /// <summary>For example σ = 127.5/255, with non-breaking spaces.</summary>
    public static string Sigma(double sigma) => $"σ\u00A0=\u00A0{Format.Trimmed(sigma, 2)}/255";

    /// <summary>For example "Gaussian filter, σ 1.1 px".</summary>
    public static string Baseline(EvaluationResult measurement) => $"Gaussian filter, σ {Format.Trimmed(measurement.BaselineWidth, 2)} px";

    /// <summary>
    /// The complete line, except <see cref="Scores"/>. It also names data that differs from the published content, since results are
    /// copied together with this line.
    /// </summary>
    public static string Line(RunReport report, EvaluationResult measurement) =>
        $"{Noise(measurement.Protocol)}, seed {measurement.Protocol.Seed}; {Images(measurement.Images, report.Input.C)}, " +
        $"{measurement.Dataset} " +
        $"{(measurement.Validated ? "held-out images, also used for validation" : "test set")}{Doubt(report.Data?.Provenance)}";

    private static string Doubt(Provenance? data) =>
        data is { HasPublishedContent: true, Verified: false } ? " (unverified: not the published content)" : "";

    private static string Images(int count, int channels) =>
        $"{Format.Count(count)} {ColorWord(channels)}{(count == 1 ? "image" : "images")}";

    private static string ColorWord(int channels) => channels switch { 1 => "gray ", 3 => "RGB ", _ => "" };
}
