namespace Hush.Training;

/// <summary>The loss function; in JSON mse, l1, bce, log-mse.</summary>
public enum LossKind
{
    /// <summary>Mean squared error, which PSNR is based on.</summary>
    Mse,

    /// <summary>Mean absolute error.</summary>
    L1,

    /// <summary>Binary cross-entropy; requires a network that ends in a sigmoid.</summary>
    Bce,

    /// <summary>Logarithm of the mean squared error of each image.</summary>
    LogMse,
}

/// <summary>The optimization algorithm; in JSON adam, muon.</summary>
public enum OptimizerKind
{
    /// <summary>Adam.</summary>
    Adam,

    /// <summary>Muon: updates filters with their orthogonalized momentum, and all other weights as Adam.</summary>
    Muon,
}

/// <summary>The network family; in JSON notebook-mnist, autoencoder, unet, notebook-cifar10, custom.</summary>
public enum ModelKind
{
    /// <summary>The notebook's network for MNIST: 32-32-32-32-1 channels, sigmoid. It has no options.</summary>
    NotebookMnist,

    /// <summary>Encoder and decoder without skip connections.</summary>
    Autoencoder,

    /// <summary>Encoder and decoder with a skip connection at each size.</summary>
    Unet,

    /// <summary>The notebook's network for CIFAR-10: 64, 128, 256 channels down, 128, 64 up. It has no options.</summary>
    NotebookCifar10,

    /// <summary>A network given layer by layer. It has no options other than its layers.</summary>
    Custom,
}

/// <summary>The building block of a level; in JSON plain, residual, fused.</summary>
public enum BlockKind
{
    /// <summary>One 3x3 convolution and ReLU.</summary>
    Plain,

    /// <summary>x + conv(relu(conv(x))), both 3x3.</summary>
    Residual,

    /// <summary>
    /// Same as <see cref="Residual"/>, with 1x1 for the second convolution: a fused inverted residual block (EfficientNetV2).
    /// </summary>
    Fused,
}

/// <summary>How skip connections are merged; in JSON concat, add, none.</summary>
public enum SkipKind
{
    /// <summary>Channels are concatenated.</summary>
    Concat,

    /// <summary>Channels are added.</summary>
    Add,

    /// <summary>No skip connections.</summary>
    None,
}

/// <summary>What the last layer predicts; in JSON sigmoid, subtract.</summary>
public enum OutputKind
{
    /// <summary>The clean image itself, through a sigmoid, in (0, 1).</summary>
    Sigmoid,

    /// <summary>The noise, which is subtracted from the input.</summary>
    Subtract,
}

/// <summary>The learning rate schedule; in JSON constant, one-cycle, cosine, reduce-on-plateau.</summary>
public enum ScheduleKind
{
    /// <summary>A constant rate.</summary>
    Constant,

    /// <summary>Rises to the peak rate, then falls to almost 0.</summary>
    OneCycle,

    /// <summary>Cosine decay after a warm-up.</summary>
    Cosine,

    /// <summary>Reduced by a factor whenever the validation loss stops improving.</summary>
    ReduceOnPlateau,
}
