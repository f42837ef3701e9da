namespace Hush.Learning.Plans.Steps.Convolutions.Algorithms;

/// <summary>Which algorithm computes a product: the one place where that is decided.</summary>
/// <remarks>
/// By channels alone, never by an image's size or by threads, so that tiles of an image have the bytes of the whole.
/// <list type="table">
/// <item><term>3x3, stride 1, at least 16 slots on both sides</term><description>Winograd F(4x4, 3x3)</description></item>
/// <item><term>all others</term><description>direct</description></item>
/// </list>
/// </remarks>
internal static class AlgorithmChoice
{
    /// <summary>Chooses.</summary>
    /// <param name="shape">The extents.</param>
    /// <param name="plan">Where the algorithm gets memory from.</param>
    public static IProductAlgorithm For(ProductShape shape, PlanContext plan) =>
        plan.Mode == ConvolutionMode.Fast && shape is { IsPlain3x3: true } && shape.Inputs % 16 == 0 && shape.Outputs % 16 == 0
            ? new WinogradAlgorithm(shape, plan)
            : new DirectAlgorithm(shape);
}
