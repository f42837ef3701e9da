namespace Hush.Imaging.Datasets;

/// <summary>A selection of another set's images, in any order: one part of a split, or the first N images.</summary>
internal sealed class ImageSubset : IImageSet
{
    private readonly IImageSet _whole;
    private readonly int[] _indices;

    /// <summary>Image i of this set is image <paramref name="indices"/>[i] of <paramref name="whole"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is out of range for <paramref name="whole"/>.</exception>
    public ImageSubset(string name, IImageSet whole, ReadOnlySpan<int> indices)
    {
        ArgumentNullException.ThrowIfNull(whole);
        foreach (int index in indices)
        {
            if ((uint)index >= (uint)whole.Count)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(indices),
                    index,
                    $"'{whole.Name}' has images 0 to {whole.Count - 1}; '{name}' requests image {index}.");
            }
        }

        (Name, _whole, _indices) = (name, whole, indices.ToArray());
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Count => _indices.Length;

    /// <inheritdoc/>
    public int Channels => _whole.Channels;

    /// <inheritdoc/>
    public (int Height, int Width) SizeOf(int index) => _whole.SizeOf(_indices[index]);

    /// <inheritdoc/>
    public void Read(int index, Span<float> pixels) => _whole.Read(_indices[index], pixels);

    /// <inheritdoc/>
    public void ReadRegion(int index, int top, int left, int height, int width, Span<float> pixels) =>
        _whole.ReadRegion(_indices[index], top, left, height, width, pixels);
}
