using Hush.Learning.Networks;
using Hush.Learning.Optimisers;

namespace Hush.Recipes;

/// <summary>How weights follow from gradients: Adam or Muon, with decoupled weight decay.</summary>
public sealed record OptimiserRecipe
{
    /// <summary>The kind.</summary>
    public OptimiserKind Kind { get; init; } = OptimiserKind.Adam;

    /// <summary>The learning rate that the schedule starts from or rises to, above 0.</summary>
    public double Rate { get; init; } = 1e-3;

    /// <summary>Share of a weight that is lost in a step of rate 1, at least 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Adam's memory of the gradient and of its square, each in [0, 1).</summary>
    public IReadOnlyList<double> Betas { get; init; } = [0.9, 0.999];

    /// <summary>muon: the learning rate of filters, which moves in step with the other one: how far a step turns them, above 0.</summary>
    public double FilterRate { get; init; } = 0.1;

    /// <summary>muon: memory of the filters' gradient, in [0, 1).</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Greatest length of the gradient over all weights, above 0; null does not clip.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>The optimiser for weights of a layout and a number of workers.</summary>
    public IOptimiser Create(WeightLayout layout, int workers)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return Kind == OptimiserKind.Muon
            ? new Muon(layout, workers, FilterRate / Rate, Momentum, Betas[0], Betas[1], WeightDecay)
            : new Adam(layout.Learned, Betas[0], Betas[1], weightDecay: WeightDecay);
    }

    internal IEnumerable<string?> Rules() =>
    [
        Rule.Above("optimiser.rate", Rate, 0),
        Rule.AtLeast("optimiser.weight_decay", WeightDecay, 0),
        Rule.That(
            Betas.Count == 2 && Betas.All(b => b is >= 0 and < 1),
            "optimiser.betas", "two numbers of at least 0 and below 1", Rule.List(Betas)),
        Rule.Above("optimiser.filter_rate", FilterRate, 0),
        Rule.That(Momentum is >= 0 and < 1, "optimiser.momentum", "at least 0 and below 1", $"{Momentum}"),
        Rule.Above("optimiser.clip_norm", ClipNorm, 0),
    ];
}
