namespace Hush.Learning.Networks.Layers;

/// <summary>2x2 max pooling with stride 2: halves height and width.</summary>
internal sealed record MaxPool : ILayer
{
    /// <inheritdoc/>
    public string Operation => "max-pool";

    /// <inheritdoc/>
    public int Inputs => 1;

    /// <inheritdoc/>
    public int LevelChange => 1;

    /// <inheritdoc/>
    public int OutputChannels(string name, ReadOnlySpan<int> inputs) => inputs[0];
}

/// <summary>2x nearest-neighbor upsampling: doubles height and width.</summary>
internal sealed record Upsample : ILayer
{
    /// <inheritdoc/>
    public string Operation => "upsample";

    /// <inheritdoc/>
    public int Inputs => 1;

    /// <inheritdoc/>
    public int LevelChange => -1;

    /// <inheritdoc/>
    public int OutputChannels(string name, ReadOnlySpan<int> inputs) => inputs[0];
}

/// <summary>
/// Pixel shuffle: four channels become a 2x2 block of pixels. Input channel 4c + 2i + j becomes row i, column j of output channel c.
/// </summary>
internal sealed record PixelShuffle : ILayer
{
    /// <inheritdoc/>
    public string Operation => "pixel-shuffle";

    /// <inheritdoc/>
    public int Inputs => 1;

    /// <inheritdoc/>
    public int LevelChange => -1;

    /// <inheritdoc/>
    public int OutputChannels(string name, ReadOnlySpan<int> inputs) => inputs[0] % 4 == 0
        ? inputs[0] / 4
        : throw new ShapeException($"Layer '{name}' (PixelShuffle) needs a multiple of four channels, but its input has {inputs[0]}. " +
            "Change the preceding layer to output a multiple of four.");
}

/// <summary>Pixel unshuffle, the inverse of <see cref="PixelShuffle"/>: a 2x2 block of pixels becomes four channels.</summary>
internal sealed record PixelUnshuffle : ILayer
{
    /// <inheritdoc/>
    public string Operation => "pixel-unshuffle";

    /// <inheritdoc/>
    public int Inputs => 1;

    /// <inheritdoc/>
    public int LevelChange => 1;

    /// <inheritdoc/>
    public int OutputChannels(string name, ReadOnlySpan<int> inputs) => checked(4 * inputs[0]);
}
