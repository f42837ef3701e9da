namespace Hush.Learning.Networks.Layers;

/// <summary>ReLU: y = max(0, x).</summary>
internal sealed record Relu : ILayer
{
    /// <inheritdoc/>
    public string Operation => "relu";

    /// <inheritdoc/>
    public int Inputs => 1;

    /// <inheritdoc/>
    public int OutputChannels(string name, ReadOnlySpan<int> inputs) => inputs[0];
}

/// <summary>Sigmoid: y = 1 / (1 + exp(-x)).</summary>
internal sealed record Sigmoid : ILayer
{
    /// <inheritdoc/>
    public string Operation => "sigmoid";

    /// <inheritdoc/>
    public int Inputs => 1;

    /// <inheritdoc/>
    public int OutputChannels(string name, ReadOnlySpan<int> inputs) => inputs[0];
}
