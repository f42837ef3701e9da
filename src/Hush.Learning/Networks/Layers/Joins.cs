namespace Hush.Learning.Networks.Layers;

/// <summary>Concatenates its inputs along the channels.</summary>
/// <param name="Inputs">Number of inputs, at least 2.</param>
internal sealed record Concat(int Inputs) : ILayer
{
    /// <inheritdoc/>
    public string Operation => "concat";

    /// <inheritdoc/>
    public int OutputChannels(string name, ReadOnlySpan<int> inputs)
    {
        if (inputs.Length < 2)
            throw new ShapeException($"Layer '{name}' (Concat) needs at least two inputs, but has {inputs.Length}. Remove it.");
        int sum = 0;
        foreach (int channels in inputs)
            sum = checked(sum + channels);
        return sum;
    }
}

/// <summary>y = a + b.</summary>
internal sealed record Add : ILayer
{
    /// <inheritdoc/>
    public string Operation => "add";

    /// <inheritdoc/>
    public int Inputs => 2;

    /// <inheritdoc/>
    public int OutputChannels(string name, ReadOnlySpan<int> inputs) => Same(name, "Add", inputs);

    internal static int Same(string name, string kind, ReadOnlySpan<int> inputs) => inputs[0] == inputs[1]
        ? inputs[0]
        : throw new ShapeException($"Layer '{name}' ({kind}) needs two inputs with the same number of channels, got " +
            $"{inputs[0]} and {inputs[1]}. Match them with a 1x1 convolution.");
}

/// <summary>y = a - b.</summary>
internal sealed record Subtract : ILayer
{
    /// <inheritdoc/>
    public string Operation => "subtract";

    /// <inheritdoc/>
    public int Inputs => 2;

    /// <inheritdoc/>
    public int OutputChannels(string name, ReadOnlySpan<int> inputs) => Add.Same(name, "Subtract", inputs);
}

/// <summary>y = a * b, element by element. For imported networks; inference only.</summary>
internal sealed record Multiply : ILayer
{
    /// <inheritdoc/>
    public string Operation => "multiply";

    /// <inheritdoc/>
    public int Inputs => 2;

    /// <inheritdoc/>
    public bool IsTrainable => false;

    /// <inheritdoc/>
    public int OutputChannels(string name, ReadOnlySpan<int> inputs) => Add.Same(name, "Multiply", inputs);
}
