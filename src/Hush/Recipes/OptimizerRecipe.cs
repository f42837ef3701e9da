using Hush.Learning.Networks;
using Hush.Learning.Optimizers;

namespace Hush.Training;

/// <summary>The optimizer and its settings: Adam or Muon, with decoupled weight decay.</summary>
public sealed record OptimizerRecipe
{
    /// <summary>The optimization algorithm.</summary>
    public OptimizerKind Kind { get; init; } = OptimizerKind.Adam;

    /// <summary>The learning rate that the schedule starts from or rises to, 1e-12 to 10.</summary>
    public double Rate { get; init; } = 1e-3;

    /// <summary>Decoupled weight decay: the fraction of each weight removed by a step with learning rate 1, 0 to 100.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Adam's decay rates for the running averages of the gradient and its square, each from 0 to 0.999999.</summary>
    public IReadOnlyList<double> Betas { get; init; } = [0.9, 0.999];

    /// <summary>
    /// muon: the learning rate for filters, 1e-12 to 10. It determines how far a step rotates them, and follows the schedule in
    /// proportion to <see cref="Rate"/>.
    /// </summary>
    public double FilterRate { get; init; } = 0.1;

    /// <summary>muon: momentum of the filters' gradient, 0 to 0.999999.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Maximum norm of the gradient over all weights, 1e-9 to 1e9; null for no clipping.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>Creates the optimizer for a weight layout and a number of workers.</summary>
    internal IOptimizer Create(WeightLayout layout, int workers)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return Kind == OptimizerKind.Muon
            ? new Muon(layout, workers, FilterRate / Rate, Momentum, Betas[0], Betas[1], WeightDecay)
            : new Adam(layout.Learned, Betas[0], Betas[1], weightDecay: WeightDecay);
    }
}
