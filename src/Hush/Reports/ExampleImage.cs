using Hush.Imaging.Metrics;

namespace Hush.Reports;

/// <summary>A test image, its noisy copy and the denoised estimate, with scores.</summary>
/// <param name="Index">Index in the test set, from 0.</param>
/// <param name="Clean">The clean image.</param>
/// <param name="Noisy">The image with noise.</param>
/// <param name="Denoised">The network's estimate.</param>
/// <param name="NoisyScore">Noisy compared with clean, over the whole image.</param>
/// <param name="DenoisedScore">Estimate compared with clean, over the whole image.</param>
internal sealed record ExampleImage(
    int Index, ReportImage Clean, ReportImage Noisy, ReportImage Denoised, ImageScore NoisyScore, ImageScore DenoisedScore)
{
    /// <summary>Only the center of the image is shown.</summary>
    internal bool IsCropped => Clean.IsCropped;
}
