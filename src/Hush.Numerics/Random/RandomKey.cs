namespace Hush.Numerics.Random;

/// <summary>What a random stream is used for. Streams with different purposes are independent, even with the same seed.</summary>
internal enum RandomPurpose
{
    /// <summary>Initial weights. <see cref="RandomKey.Image"/> is the index of the parameter.</summary>
    Weights = 1,

    /// <summary>Order of the training images in an epoch.</summary>
    Order = 2,

    /// <summary>Split of a dataset into training and validation images.</summary>
    Split = 3,

    /// <summary>Position, flip and rotation of a training patch.</summary>
    Augmentation = 4,

    /// <summary>Noise on training images.</summary>
    TrainingNoise = 5,

    /// <summary>Noise on validation images: the same in every epoch.</summary>
    ValidationNoise = 6,

    /// <summary>Noise on test images: the same in every evaluation.</summary>
    TestNoise = 7,

    /// <summary>Synthetic data in tests and examples.</summary>
    Samples = 8,

    /// <summary>Small perturbations of an image that measure how a network responds.</summary>
    Probe = 9,
}

/// <summary>Identifies a random stream. Equal keys give equal numbers on any machine and with any number of threads.</summary>
/// <param name="Seed">The seed of the run.</param>
/// <param name="Purpose">What the numbers are used for.</param>
/// <param name="Epoch">Index of the epoch; 0 if not applicable.</param>
/// <param name="Image">Index of the image in its dataset; 0 if not applicable.</param>
/// <param name="Part">Separates several streams for the same image, for example noise values and noise strength.</param>
internal readonly record struct RandomKey(ulong Seed, RandomPurpose Purpose, uint Epoch = 0, uint Image = 0, ushort Part = 0);
