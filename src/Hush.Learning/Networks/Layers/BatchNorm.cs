namespace Hush.Learning.Networks.Layers;

/// <summary>
/// Batch normalization: y = weight (x - mean) / sqrt(variance + 1e-5) + bias, per channel. Training uses the mean and the biased
/// variance of the batch and updates the running statistics (momentum 0.1, unbiased variance) that inference uses, as in PyTorch.
/// </summary>
/// <param name="Channels">Number of channels.</param>
/// <remarks>Ioffe, Szegedy: Batch normalization, ICML 2015, algorithm 1.</remarks>
internal sealed record BatchNorm(int Channels) : ILayer
{
    /// <summary>Added to the variance for numerical stability.</summary>
    public const double Epsilon = 1e-5;

    /// <summary>Weight of the current batch in the update of the running statistics.</summary>
    public const double Momentum = 0.1;

    /// <inheritdoc/>
    public string Operation => "batch-norm";

    /// <inheritdoc/>
    public int Inputs => 1;

    /// <inheritdoc/>
    public int OutputChannels(string name, ReadOnlySpan<int> inputs) => inputs[0] == Channels
        ? Channels
        : throw new ShapeException($"Layer '{name}' (BatchNorm {Channels}) needs {Channels} channels, but its input has {inputs[0]}. " +
            "Give the layer the number of channels of its input.");

    /// <inheritdoc/>
    public IReadOnlyList<Parameter> Parameters(string name) =>
    [
        new($"{name}.weight", [Channels], Initial.One),
        new($"{name}.bias", [Channels], Initial.Zero),
        new($"{name}.running_mean", [Channels], Initial.Zero, Learned: false),
        new($"{name}.running_var", [Channels], Initial.One, Learned: false),
    ];
}
