using Hush.Learning.Networks;
using Hush.Learning.Optimizers;

namespace Hush.Recipes;

/// <summary>How weights follow from gradients: Adam or Muon, with decoupled weight decay.</summary>
public sealed record OptimizerRecipe
{
    /// <summary>The kind.</summary>
    public OptimizerKind Kind { get; init; } = OptimizerKind.Adam;

    /// <summary>The learning rate that the schedule starts from or rises to, 1e-12 to 10.</summary>
    public double Rate { get; init; } = 1e-3;

    /// <summary>Share of a weight that is lost in a step of rate 1, 0 to 100.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Adam's memory of the gradient and of its square, each from 0 to 0.999999.</summary>
    public IReadOnlyList<double> Betas { get; init; } = [0.9, 0.999];

    /// <summary>
    /// muon: the learning rate of filters, which moves in step with the other one: how far a step turns them, 1e-12 to 10.
    /// </summary>
    public double FilterRate { get; init; } = 0.1;

    /// <summary>muon: memory of the filters' gradient, 0 to 0.999999.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Greatest length of the gradient over all weights, 1e-9 to 1e9; null does not clip.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>The optimizer for weights of a layout and a number of workers.</summary>
    public IOptimizer Create(WeightLayout layout, int workers)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return Kind == OptimizerKind.Muon
            ? new Muon(layout, workers, FilterRate / Rate, Momentum, Betas[0], Betas[1], WeightDecay)
            : new Adam(layout.Learned, Betas[0], Betas[1], weightDecay: WeightDecay);
    }
}
