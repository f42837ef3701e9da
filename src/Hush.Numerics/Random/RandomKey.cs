namespace Hush.Numerics.Random;

/// <summary>What a stream of random numbers is for: two purposes never share numbers, whatever their seed.</summary>
public enum RandomPurpose
{
    /// <summary>Initial weights; the image is the parameter's number.</summary>
    Weights = 1,

    /// <summary>The order of the training images of an epoch.</summary>
    Order = 2,

    /// <summary>The split of a training set into training and validation.</summary>
    Split = 3,

    /// <summary>Position, flip and rotation of a training patch.</summary>
    Augmentation = 4,

    /// <summary>Noise on training images.</summary>
    TrainingNoise = 5,

    /// <summary>Noise on validation images: one fixed draw.</summary>
    ValidationNoise = 6,

    /// <summary>Noise on test images: one fixed draw.</summary>
    TestNoise = 7,

    /// <summary>Made-up data in tests and examples.</summary>
    Samples = 8,

    /// <summary>Small changes of an image that tell how a network answers to them.</summary>
    Probe = 9,
}

/// <summary>Names one stream of random numbers. Equal keys give equal numbers on any machine and for any number of threads.</summary>
/// <param name="Seed">The run's seed.</param>
/// <param name="Purpose">What the numbers are for.</param>
/// <param name="Epoch">Epoch, from 0; 0 where there is none.</param>
/// <param name="Image">Index of the image in its data set; 0 where there is none.</param>
/// <param name="Part">Tells apart the streams that one use of one image needs, for example a noise's values and its strength.</param>
public readonly record struct RandomKey(ulong Seed, RandomPurpose Purpose, uint Epoch = 0, uint Image = 0, ushort Part = 0);
