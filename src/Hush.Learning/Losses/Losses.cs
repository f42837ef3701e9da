using Hush.Learning.Losses.Kernels;

namespace Hush.Learning.Losses;

/// <summary>Squared error: l = (p - t)². Its mean over all elements is the MSE in the definition of PSNR.</summary>
internal sealed class Mse() : ElementwiseLoss<SquaredError>("mse");

/// <summary>Absolute error: l = |p - t|.</summary>
internal sealed class L1() : ElementwiseLoss<AbsoluteError>("l1");

/// <summary>Binary cross-entropy: l = -(t ln p + (1 - t) ln(1 - p)), for p and t in [0, 1].</summary>
/// <remarks>
/// As in PyTorch's BCELoss, logarithms are clamped to at least -100 and the divisor of the derivative to at least 1e-12, so that p = 0
/// and p = 1 (a saturated sigmoid) give finite values. For p outside [0, 1] the result is NaN.
/// </remarks>
internal sealed class BinaryCrossEntropy() : ElementwiseLoss<CrossEntropy>("bce");

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
