using Hush.Numerics;

namespace Hush.Learning.Networks.Layers;

/// <summary>The largest of each 2x2 block of pixels; half the height and width.</summary>
public sealed record MaxPool : ILayer
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

/// <summary>Each pixel four times, as a 2x2 block; twice the height and width.</summary>
public sealed record Upsample : ILayer
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

/// <summary>Four channels become a 2x2 block of pixels: channel 4c + 2i + j is row i, column j of channel c.</summary>
public sealed record PixelShuffle : ILayer
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
        : throw new ShapeException($"Layer '{name}' (PixelShuffle) needs channels in fours, but its input has {inputs[0]}. " +
            "Let the layer before it give a multiple of four.");
}

/// <summary>A 2x2 block of pixels becomes four channels: the inverse of <see cref="PixelShuffle"/>.</summary>
public sealed record PixelUnshuffle : ILayer
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
