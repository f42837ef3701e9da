using Hush.Evaluation;
using Hush.Imaging.Datasets;

namespace Hush.Training;

/// <summary>
/// Combines images of several sets for a comparison that takes seconds: at most 32 images per set, and only the central 256 pixels of
/// larger ones.
/// </summary>
internal sealed class HeldOutImages(IReadOnlyList<IImageSet> sets) : IImageSet
{
    private const int MaxOfEach = 32, MaxSide = BaselineChoice.MaxSide;

    private readonly (IImageSet Set, int Index)[] _images =
        [.. sets.SelectMany(set => Enumerable.Range(0, Math.Min(set.Count, MaxOfEach)).Select(i => (set, i)))];

    public string Name => sets[0].Name;

    public int Count => _images.Length;

    public int Channels => sets[0].Channels;

    public (int Height, int Width) SizeOf(int index)
    {
        var (height, width) = Whole(index);
        return (Math.Min(height, MaxSide), Math.Min(width, MaxSide));
    }

    public void Read(int index, Span<float> pixels)
    {
        var (height, width) = SizeOf(index);
        ReadRegion(index, 0, 0, height, width, pixels);
    }

    public void ReadRegion(int index, int top, int left, int height, int width, Span<float> pixels)
    {
        var ((wholeHeight, wholeWidth), (shownHeight, shownWidth)) = (Whole(index), SizeOf(index));
        var (set, image) = _images[index];
        set.ReadRegion(image, ((wholeHeight - shownHeight) / 2) + top, ((wholeWidth - shownWidth) / 2) + left, height, width, pixels);
    }

    private (int Height, int Width) Whole(int index) => _images[index].Set.SizeOf(_images[index].Index);
}
