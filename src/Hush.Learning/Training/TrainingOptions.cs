using Hush.Learning.Losses;
using Hush.Learning.Networks;
using Hush.Learning.Optimizers;
using Hush.Learning.Plans;
using Hush.Numerics;

namespace Hush.Learning.Training;

/// <summary>How a network is trained.</summary>
public sealed record TrainingOptions
{
    /// <summary>The largest batch, [N, H, W, C]; the last one of an epoch may be smaller.</summary>
    public required Shape Batch { get; init; }

    /// <summary>What is minimised.</summary>
    public required ILoss Loss { get; init; }

    /// <summary>Makes the optimizer for weights of a layout and a number of workers.</summary>
    public Func<WeightLayout, int, IOptimizer> Optimizer { get; init; } = (layout, _) => new Adam(layout.Learned);

    /// <summary>The learning rate over the steps.</summary>
    public required IRateSchedule Schedule { get; init; }

    /// <summary>How convolutions are computed.</summary>
    public ConvolutionMode Convolutions { get; init; } = ConvolutionMode.Fast;

    /// <summary>Greatest length of the gradient; null does not clip.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>Decay of the averaged weights, which are then what is validated and kept; null does not average.</summary>
    public double? Average { get; init; }

    /// <summary>Times that every image is seen; at least 1.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Epochs without a better validation loss before the training ends; null never ends early.</summary>
    public int? Patience { get; init; }

    /// <summary>
    /// How far the validation loss must fall below the lowest one that counted, for <see cref="Patience"/> to begin again; in the unit of
    /// the loss, at least 0.
    /// </summary>
    public double MinDelta { get; init; }

    /// <summary>Weights that training begins with: the network's parameters by their names; null draws them from the seed.</summary>
    public Weights? Start { get; init; }

    /// <summary>
    /// Whether units that no gradient reaches any more are drawn again before each epoch: see <see cref="DormantUnits"/>.
    /// </summary>
    public bool RedrawsDormant { get; init; }

    /// <summary>Decides initial weights and the order of the images.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Time between two checkpoints inside an epoch.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What times are taken from.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
