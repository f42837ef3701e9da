namespace Hush.Learning.Networks.Layers;

/// <summary>What a convolution reads outside the image.</summary>
internal enum BorderMode
{
    /// <summary>Zeros.</summary>
    Zero,

    /// <summary>The image mirrored at its edge pixels, which are not repeated: d c b | a b c d | c b a.</summary>
    Reflect,

    /// <summary>The edge pixels, repeated: a a a | a b c d | d d d.</summary>
    Edge,
}

/// <summary>
/// A convolution with a window of any odd size, dilation, and any border: y[o] = bias[o] + the sum of w[o, i, r, s] * x[i] at
/// (r - height / 2, s - width / 2) * dilation from the pixel. For imported networks; inference only.
/// </summary>
/// <param name="InChannels">Number of input channels.</param>
/// <param name="OutChannels">Number of output channels.</param>
/// <param name="Height">Window height, odd.</param>
/// <param name="Width">Window width, odd.</param>
/// <param name="Dilation">Pixels from one row or column of the window to the next.</param>
/// <param name="Border">What is outside the image.</param>
/// <param name="Bias">True for a bias per output channel.</param>
internal sealed record GeneralConv2d(
    int InChannels, int OutChannels, int Height, int Width, int Dilation, BorderMode Border, bool Bias) : IConvolution
{
    /// <summary>Limit on <see cref="Radius"/>: feature maps have a border of that size.</summary>
    public const int MaxRadius = 64;

    /// <inheritdoc/>
    public string Operation => "general-conv";

    /// <inheritdoc/>
    public int Inputs => 1;

    /// <inheritdoc/>
    public bool IsTrainable => false;

    /// <inheritdoc/>
    public int Taps => Height * Width;

    /// <inheritdoc/>
    public int Radius => Dilation * (Math.Max(Height, Width) / 2);

    /// <inheritdoc/>
    public long MultiplyAddsPerPixel => (long)InChannels * OutChannels * Taps;

    /// <inheritdoc/>
    public int OutputChannels(string name, ReadOnlySpan<int> inputs)
    {
        if (inputs[0] != InChannels)
            throw new ShapeException($"Layer '{name}' (GeneralConv2d {InChannels} -> {OutChannels}) needs {InChannels} channels, but its " +
                $"input has {inputs[0]}. Give the layer the number of channels of its input.");
        bool isOdd = Height > 0 && Width > 0 && Height % 2 == 1 && Width % 2 == 1;
        if (!isOdd || Dilation < 1 || (long)Dilation * (Math.Max(Height, Width) / 2) > MaxRadius)
            throw new ShapeException($"Layer '{name}' (GeneralConv2d) has a {Height}x{Width} window with dilation {Dilation}, but only " +
                $"odd windows that extend up to {MaxRadius} pixels from their center are supported. Choose a smaller one.");
        return OutChannels >= 1
            ? OutChannels
            : throw new ShapeException($"Layer '{name}' (GeneralConv2d) outputs {OutChannels} channels, but must output at least 1. Use " +
                "more channels.");
    }

    /// <inheritdoc/>
    public IReadOnlyList<Parameter> Parameters(string name)
    {
        var weight = new Parameter($"{name}.weight", [OutChannels, InChannels, Height, Width], Initial.HeNormal);
        return Bias ? [weight, new Parameter($"{name}.bias", [OutChannels], Initial.Zero)] : [weight];
    }
}
