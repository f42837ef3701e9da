namespace Hush.Learning.Networks.Layers;

/// <summary>The noisy input image.</summary>
/// <param name="Channels">Number of channels: 1 for gray, 3 for color.</param>
internal sealed record ImageInput(int Channels) : ILayer
{
    /// <inheritdoc/>
    public string Operation => "image";

    /// <inheritdoc/>
    public int Inputs => 0;

    /// <inheritdoc/>
    public int OutputChannels(string name, ReadOnlySpan<int> inputs) => Channels >= 1
        ? Channels
        : throw new ShapeException(
            $"An image must have at least 1 channel, got {Channels}. Use 1 for gray, 3 for color.");
}

/// <summary>A scalar input, such as the noise level of the image, as a channel in which every pixel has this value.</summary>
/// <param name="Level">Downsampling level of the channel: its size is H / 2^Level x W / 2^Level.</param>
internal sealed record ScalarInput(int Level) : ILayer
{
    /// <inheritdoc/>
    public string Operation => "scalar";

    /// <inheritdoc/>
    public int Inputs => 0;

    /// <inheritdoc/>
    public int LevelChange => Level;

    /// <inheritdoc/>
    public int OutputChannels(string name, ReadOnlySpan<int> inputs) => 1;
}
