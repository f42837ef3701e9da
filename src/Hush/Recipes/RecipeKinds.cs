namespace Hush.Recipes;

/// <summary>What training makes small; in JSON mse, l1, bce.</summary>
public enum LossKind
{
    /// <summary>Squared error, what PSNR measures.</summary>
    Mse,

    /// <summary>Absolute error.</summary>
    L1,

    /// <summary>Binary cross-entropy; needs a network that ends in a sigmoid.</summary>
    Bce,
}

/// <summary>How weights follow from gradients; in JSON adam, muon.</summary>
public enum OptimizerKind
{
    /// <summary>Every weight by its own gradient.</summary>
    Adam,

    /// <summary>Filters by the direction of their gradient as a matrix, all else as Adam.</summary>
    Muon,
}

/// <summary>The family of networks; in JSON notebook-mnist, autoencoder, unet, notebook-cifar10.</summary>
public enum ModelKind
{
    /// <summary>32-32-32-32-1, sigmoid: the notebook's net for MNIST. It has no options.</summary>
    NotebookMnist,

    /// <summary>Down and up again, no skips.</summary>
    Autoencoder,

    /// <summary>Down and up again, with a skip at each size.</summary>
    Unet,

    /// <summary>64, 128, 256 channels down, 128, 64 up: the notebook's net for CIFAR-10. It has no options.</summary>
    NotebookCifar10,
}

/// <summary>What a level of the network consists of; in JSON plain, residual, fused.</summary>
public enum BlockKind
{
    /// <summary>One 3x3 convolution and ReLU.</summary>
    Plain,

    /// <summary>x + conv(relu(conv(x))), both 3x3.</summary>
    Residual,

    /// <summary>The same with 1x1 for the second one: a fused inverted residual block (EfficientNetV2).</summary>
    Fused,
}

/// <summary>How the way down meets the way up at the same size; in JSON concat, add, none.</summary>
public enum SkipKind
{
    /// <summary>Channels side by side.</summary>
    Concat,

    /// <summary>Channels added.</summary>
    Add,

    /// <summary>Not at all.</summary>
    None,
}

/// <summary>What the last layer gives; in JSON sigmoid, subtract.</summary>
public enum OutputKind
{
    /// <summary>The clean image itself, by a sigmoid in (0, 1).</summary>
    Sigmoid,

    /// <summary>The noise, which is subtracted from the input.</summary>
    Subtract,
}

/// <summary>How the learning rate moves; in JSON constant, one-cycle, cosine, halve-on-plateau.</summary>
public enum ScheduleKind
{
    /// <summary>Not at all.</summary>
    Constant,

    /// <summary>Up to the rate, then down to almost nothing.</summary>
    OneCycle,

    /// <summary>Down along half a cosine, after a warm-up.</summary>
    Cosine,

    /// <summary>Down by a factor whenever the validation loss stands still.</summary>
    HalveOnPlateau,
}
