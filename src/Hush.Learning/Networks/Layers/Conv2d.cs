namespace Hush.Learning.Networks.Layers;

/// <summary>
/// Convolution with stride 1 and zero padding ("same"): y[o] = bias[o] + the sum of w[o, i] * x[i] over input channels i and the
/// k x k window.
/// </summary>
/// <param name="InChannels">Number of input channels.</param>
/// <param name="OutChannels">Number of output channels.</param>
/// <param name="Kernel">Kernel size, 1 or 3.</param>
/// <param name="Bias">True for a bias per output channel.</param>
/// <param name="Scale">Factor on the standard deviation of He initialization; below 1 for the last convolution of a residual
/// block.</param>
internal sealed record Conv2d(int InChannels, int OutChannels, int Kernel, bool Bias, float Scale = 1) : IConvolution
{
    /// <inheritdoc/>
    public string Operation => "conv";

    /// <inheritdoc/>
    public int Inputs => 1;

    /// <inheritdoc/>
    public int Taps => Kernel * Kernel;

    /// <inheritdoc/>
    public int Radius => Kernel / 2;

    /// <inheritdoc/>
    public long MultiplyAddsPerPixel => (long)InChannels * OutChannels * Kernel * Kernel;

    /// <inheritdoc/>
    public int OutputChannels(string name, ReadOnlySpan<int> inputs)
    {
        if (inputs[0] != InChannels)
        {
            throw new ShapeException(
                $"Layer '{name}' (Conv2d {InChannels} -> {OutChannels}) needs {InChannels} channels, but its input has {inputs[0]}. " +
                "Give the layer the number of channels of its input.");
        }

        if (Kernel is not (1 or 3))
        {
            throw new ShapeException(
                $"Layer '{name}' (Conv2d) has a {Kernel}x{Kernel} kernel, but only 1x1 and 3x3 are supported. Choose one of them.");
        }

        return OutChannels >= 1
            ? OutChannels
            : throw new ShapeException($"Layer '{name}' (Conv2d) outputs {OutChannels} channels, but must output at least 1. Use more " +
                "channels.");
    }

    /// <inheritdoc/>
    public IReadOnlyList<Parameter> Parameters(string name)
    {
        var weight = new Parameter($"{name}.weight", [OutChannels, InChannels, Kernel, Kernel], Initial.HeNormal, Scale);
        return Bias ? [weight, new Parameter($"{name}.bias", [OutChannels], Initial.Zero)] : [weight];
    }
}
