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

/// <summary>Leaky ReLU: y = x where x &gt; 0, else slope * x. For imported networks; inference only.</summary>
/// <param name="Slope">The slope for negative values.</param>
internal sealed record LeakyRelu(float Slope) : ILayer
{
    /// <inheritdoc/>
    public string Operation => "leaky-relu";

    /// <inheritdoc/>
    public int Inputs => 1;

    /// <inheritdoc/>
    public bool IsTrainable => false;

    /// <inheritdoc/>
    public int OutputChannels(string name, ReadOnlySpan<int> inputs) => inputs[0];
}

/// <summary>Parametric ReLU: y = x where x &gt; 0, else weight[c] * x. For imported networks; inference only.</summary>
/// <param name="Channels">Number of channels.</param>
internal sealed record PRelu(int Channels) : ILayer
{
    /// <inheritdoc/>
    public string Operation => "prelu";

    /// <inheritdoc/>
    public int Inputs => 1;

    /// <inheritdoc/>
    public bool IsTrainable => false;

    /// <inheritdoc/>
    public int OutputChannels(string name, ReadOnlySpan<int> inputs) => inputs[0] == Channels
        ? Channels
        : throw new ShapeException($"Layer '{name}' (PRelu {Channels}) needs {Channels} channels, but its input has {inputs[0]}. " +
            "Give the layer the number of channels of its input.");

    /// <inheritdoc/>
    public IReadOnlyList<Parameter> Parameters(string name) => [new($"{name}.weight", [Channels], Initial.Zero)];
}

/// <summary>Hyperbolic tangent. For imported networks; inference only.</summary>
internal sealed record Tanh : ILayer
{
    /// <inheritdoc/>
    public string Operation => "tanh";

    /// <inheritdoc/>
    public int Inputs => 1;

    /// <inheritdoc/>
    public bool IsTrainable => false;

    /// <inheritdoc/>
    public int OutputChannels(string name, ReadOnlySpan<int> inputs) => inputs[0];
}

/// <summary>Limits values to a range: y = min(max(x, Min), Max). For imported networks; inference only.</summary>
/// <param name="Min">The lower bound; may be -infinity.</param>
/// <param name="Max">The upper bound; may be infinity.</param>
internal sealed record Clip(float Min, float Max) : ILayer
{
    /// <inheritdoc/>
    public string Operation => "clip";

    /// <inheritdoc/>
    public int Inputs => 1;

    /// <inheritdoc/>
    public bool IsTrainable => false;

    /// <inheritdoc/>
    public int OutputChannels(string name, ReadOnlySpan<int> inputs) => Min <= Max
        ? inputs[0]
        : throw new ShapeException($"Layer '{name}' (Clip) has the range {Min} to {Max}, which is empty. Exchange the bounds.");
}
