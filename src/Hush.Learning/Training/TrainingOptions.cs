using Hush.Learning.Distributed;
using Hush.Learning.Losses;
using Hush.Learning.Networks;
using Hush.Learning.Optimizers;
using Hush.Learning.Plans;

namespace Hush.Learning.Training;

/// <summary>Options of a training run.</summary>
internal sealed record TrainingOptions
{
    /// <summary>Shape of a full batch, [N, H, W, C]. The last batch of an epoch may be smaller.</summary>
    public required Shape Batch { get; init; }

    /// <summary>The loss function.</summary>
    public required ILoss Loss { get; init; }

    /// <summary>Creates the optimizer from the weight layout and the number of workers. The default is Adam.</summary>
    public Func<WeightLayout, int, IOptimizer> Optimizer { get; init; } = (layout, _) => new Adam(layout.Learned);

    /// <summary>The learning rate schedule.</summary>
    public required ILearningRateSchedule Schedule { get; init; }

    /// <summary>The convolution algorithms.</summary>
    public ConvolutionMode Convolutions { get; init; } = ConvolutionMode.Fast;

    /// <summary>Maximum norm of the gradient, over all weights; null disables clipping.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>
    /// Decay of the exponential moving average of the weights, in [0, 1). The averaged weights are then validated and kept. Null
    /// disables averaging.
    /// </summary>
    public double? Average { get; init; }

    /// <summary>Number of epochs, at least 1.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Number of epochs without improvement after which the training ends; null disables early stopping.</summary>
    public int? Patience { get; init; }

    /// <summary>
    /// Minimum decrease of the validation loss that counts as an improvement for <see cref="Patience"/>, in the unit of the loss;
    /// at least 0.
    /// </summary>
    public double MinDelta { get; init; }

    /// <summary>Initial weights, with the parameters of the network; null initializes the weights randomly from the seed.</summary>
    public Weights? Start { get; init; }

    /// <summary>True to reinitialize dead units before each epoch; see <see cref="DeadUnits"/>.</summary>
    public bool ReinitializesDead { get; init; }

    /// <summary>Random seed of the initial weights and the order of the images.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Time between checkpoints within an epoch.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The processes that train together. Each of them needs the same options and images.</summary>
    public ICommunicator Ranks { get; init; } = SingleProcess.Instance;

    /// <summary>The clock for measurements of time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
