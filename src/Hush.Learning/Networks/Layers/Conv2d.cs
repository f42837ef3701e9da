namespace Hush.Learning.Networks.Layers;

/// <summary>
/// Convolution with stride 1 and zero padding ("same"): y[o] = bias[o] + the sum of w[o, i] * x[i] over input channels i and the
/// k x k window.
/// </summary>
/// <param name="Input">Number of input channels.</param>
/// <param name="Output">Number of output channels.</param>
/// <param name="Kernel">Kernel size, 1 or 3.</param>
/// <param name="Bias">True for a bias per output channel.</param>
/// <param name="Scale">Factor on the standard deviation of He initialization; below 1 for the last convolution of a residual
/// block.</param>
internal sealed record Conv2d(int Input, int Output, int Kernel, bool Bias, float Scale = 1) : ILayer
{
    /// <inheritdoc/>
    public string Operation => "conv";

    /// <inheritdoc/>
    public int Inputs => 1;

    /// <inheritdoc/>
    public long MultiplyAddsPerPixel => (long)Input * Output * Kernel * Kernel;

    /// <inheritdoc/>
    public int OutputChannels(string name, ReadOnlySpan<int> inputs)
    {
        if (inputs[0] != Input)
        {
            throw new ShapeException(
                $"Layer '{name}' (Conv2d {Input} -> {Output}) needs {Input} channels, but its input has {inputs[0]}. " +
                "Give the layer the number of channels of its input.");
        }

        if (Kernel is not (1 or 3))
        {
            throw new ShapeException(
                $"Layer '{name}' (Conv2d) has a {Kernel}x{Kernel} kernel, but only 1x1 and 3x3 are supported. Choose one of them.");
        }

        return Output >= 1
            ? Output
            : throw new ShapeException($"Layer '{name}' (Conv2d) outputs {Output} channels, but must output at least 1. Use more " +
                "channels.");
    }

    /// <inheritdoc/>
    public IReadOnlyList<Parameter> Parameters(string name)
    {
        var weight = new Parameter($"{name}.weight", [Output, Input, Kernel, Kernel], Initial.HeNormal, Scale);
        return Bias ? [weight, new Parameter($"{name}.bias", [Output], Initial.Zero)] : [weight];
    }
}
