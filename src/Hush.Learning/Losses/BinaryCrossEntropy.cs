using Hush.Learning.Losses.Kernels;

namespace Hush.Learning.Losses;

/// <summary>Binary cross-entropy: l = -(t ln p + (1 - t) ln(1 - p)), for p and t in [0, 1].</summary>
/// <remarks>
/// As in PyTorch's BCELoss, logarithms are clamped to at least -100 and the divisor of the derivative to at least 1e-12, so that p = 0
/// and p = 1 (a saturated sigmoid) give finite values. For p outside [0, 1] the result is NaN.
/// </remarks>
internal sealed class BinaryCrossEntropy() : ElementwiseLoss<CrossEntropy>("bce");
