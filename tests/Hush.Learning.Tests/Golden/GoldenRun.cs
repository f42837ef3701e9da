namespace Hush.Learning.Tests.Golden;

/// <summary>Results of ten training steps in PyTorch, from golden_run.py.</summary>
internal static class GoldenRun
{
    public static readonly double[] Mnist =
    [
        0.708736181, 0.692030132, 0.693474412, 0.687336504, 0.68043375, 0.676100433, 0.671346843, 0.664617658, 0.657390356, 0.650627434,
    ];

    public static readonly double[] Cifar10 =
    [
        0.253193229, 0.22655803, 0.207666501, 0.189436495, 0.171813607, 0.154850125, 0.138611317, 0.123264544, 0.108831264, 0.0957464576,
    ];

    public static readonly double[] Residual =
    [
        0.539643526, 0.431724101, 0.406420767, 0.359435976, 0.320038557, 0.296324551, 0.281427383, 0.269018799, 0.256131172, 0.243704736,
    ];

    /// <summary>
    /// Running statistics in the middle of the CIFAR network after the first step: of channel 0, and sums over the 256 channels.
    /// </summary>
    public const double FirstMean = -0.029989142, SumOfMeans = 0.328556982, FirstVariance = 1.03472233, SumOfVariances = 255.824849;

    /// <summary>The sum of the running variances after the tenth step.</summary>
    public const double LastSumOfVariances = 304.343554;
}
