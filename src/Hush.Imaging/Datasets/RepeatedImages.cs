namespace Hush.Imaging.Datasets;

/// <summary>Repeats the images of another set, so that an epoch takes several patches of each: image i is image i mod count.</summary>
/// <param name="images">The set to repeat.</param>
/// <param name="times">Number of repetitions, at least 1.</param>
internal sealed class RepeatedImages(IImageSet images, int times) : IImageSet
{
    /// <inheritdoc/>
    public string Name => images.Name;

    /// <inheritdoc/>
    public int Count { get; } = checked(images.Count * times);

    /// <inheritdoc/>
    public int Channels => images.Channels;

    /// <inheritdoc/>
    public (int Height, int Width) SizeOf(int index) => images.SizeOf(index % images.Count);

    /// <inheritdoc/>
    public void Read(int index, Span<float> pixels) => images.Read(index % images.Count, pixels);

    /// <inheritdoc/>
    public void ReadRegion(int index, int top, int left, int height, int width, Span<float> pixels) =>
        images.ReadRegion(index % images.Count, top, left, height, width, pixels);
}
