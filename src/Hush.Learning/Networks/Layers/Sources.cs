using Hush.Numerics;

namespace Hush.Learning.Networks.Layers;

/// <summary>The noisy image.</summary>
/// <param name="Channels">Its channels: 1 gray, 3 colour.</param>
public sealed record ImageInput(int Channels) : ILayer
{
    /// <inheritdoc/>
    public string Operation => "image";

    /// <inheritdoc/>
    public int Inputs => 0;

    /// <inheritdoc/>
    public int OutputChannels(string name, ReadOnlySpan<int> inputs) => Channels >= 1
        ? Channels
        : throw new ShapeException(
            $"An image has at least 1 channel, but the network was given {Channels}. Use 1 for gray, 3 for colour.");
}

/// <summary>A scalar given beside each image, such as its noise level, as a channel with this value in every pixel.</summary>
/// <param name="Level">Halvings of the image at which the channel lies.</param>
public sealed record ScalarInput(int Level) : ILayer
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
