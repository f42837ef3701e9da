using Hush.Learning.Losses.Kernels;

namespace Hush.Learning.Losses;

/// <summary>
/// Logarithm of the squared error: ln(1 + m / e) for an image of mean squared error m, with e = 4 * 10^-6 (54 dB). Far above e, this is
/// the negative PSNR in units of 10 / ln 10 dB plus a constant, so images with little noise count as much as images with strong noise.
/// </summary>
/// <remarks>The loss in decibels of NAFNet (Chen et al., ECCV 2022), with a floor, which keeps it positive and its
/// gradient finite.</remarks>
internal sealed class LogMse() : ElementwiseLoss<SquaredError>("log-mse")
{
    private const double Floor = 4e-6;

    /// <inheritdoc/>
    public override double OfImage(double mean, out double slope)
    {
        slope = 1 / (mean + Floor);
        return Math.Log(1 + (mean / Floor));
    }
}
