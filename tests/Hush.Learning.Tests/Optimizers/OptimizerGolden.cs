namespace Hush.Learning.Tests.Optimizers;

/// <summary>Results of PyTorch's optimizers and schedules, from golden.py.</summary>
internal static class OptimizerGolden
{
    public static readonly float[] Weights = [0.5f, -1, 2, 0, 0.125f];

    /// <summary>Weights after 20 steps of AdamW with learning rate 0.01 and no weight decay.</summary>
    public static readonly double[] Adam = [0.464938909, -1.03465104, 2.01874566, 0.0233782325, 0.111732014];

    /// <summary>The same with a weight decay of 0.1.</summary>
    public static readonly double[] AdamWithDecay = [0.455537945, -1.01428819, 1.9788723, 0.0230459534, 0.10946995];

    /// <summary>Norm of the gradient of step 1, and that gradient clipped to 0.5.</summary>
    public const double Norm = 0.8569568395614624;

    public static readonly double[] Clipped = [0.145864815, 0.364662051, -0.218797222, 0, 0.218797222];

    /// <summary>Learning rates: peak 0.004, 14 steps.</summary>
    public static readonly double[] OneCycle = [0.00016, 0.00101330515, 0.00281475219, 0.00396310774, 0.00393458999, 0.00367617751,
        0.00324698262, 0.00269073535, 0.0020641109, 0.0014309551, 0.000855779257, 0.000397187168, 0.000101904098, 1.6e-08];

    /// <summary>Learning rates: initially 0.004, 7 steps.</summary>
    public static readonly double[] Cosine = [0.004, 0.00380193774, 0.0032469796, 0.00244504187, 0.00155495813, 0.000753020396,
        0.000198062264];

    /// <summary>Validation losses, and the learning rate after each: initially 0.004, halved with a patience of 1.</summary>
    public static readonly double[] PlateauLosses = [1.0, 0.9, 0.95, 0.89995, 0.8, 0.8, double.NaN, 0.8, 0.8, 0.8, 0.7];

    public static readonly double[] PlateauRates =
        [0.004, 0.004, 0.004, 0.002, 0.002, 0.002, 0.001, 0.001, 0.0005, 0.0005, 0.0005];

    /// <summary>((7 step + 3 i) mod 11 - 5) / 8, as in golden.py.</summary>
    public static float[] Gradient(int step) => [.. Enumerable.Range(0, 5).Select(i => ((((7 * step) + (3 * i)) % 11) - 5) / 8f)];
}
