using Hush.Learning.Optimisers;

namespace Hush.Recipes;

/// <summary>How weights follow from gradients: Adam with decoupled weight decay.</summary>
public sealed record OptimiserRecipe
{
    /// <summary>The learning rate that the schedule starts from or rises to, above 0.</summary>
    public double Rate { get; init; } = 1e-3;

    /// <summary>Share of a weight that is lost in a step of rate 1, at least 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Adam's memory of the gradient and of its square, each in [0, 1).</summary>
    public IReadOnlyList<double> Betas { get; init; } = [0.9, 0.999];

    /// <summary>Greatest length of the gradient over all weights, above 0; null does not clip.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>The optimiser for that many weights.</summary>
    public Adam Create(nint length) => new(length, Betas[0], Betas[1], weightDecay: WeightDecay);

    internal IEnumerable<string?> Rules() =>
    [
        Rule.Above("optimiser.rate", Rate, 0),
        Rule.AtLeast("optimiser.weight_decay", WeightDecay, 0),
        Rule.That(
            Betas.Count == 2 && Betas.All(b => b is >= 0 and < 1),
            "optimiser.betas", "two numbers of at least 0 and below 1", Rule.List(Betas)),
        Rule.Above("optimiser.clip_norm", ClipNorm, 0),
    ];
}
