namespace Hush.Imaging.Datasets.Folders;

/// <summary>An image of a folder: kept in memory, or just its size and path.</summary>
internal sealed record FolderImage(string Path, int Height, int Width, StoredImage? Kept);

/// <summary>A set of image files. Images that are not kept in memory are decoded on every read.</summary>
internal sealed class FolderImages(string name, int channels, FolderImage[] images, Func<string, StoredImage> decode) : IImageSet
{
    public string Name { get; } = name;

    public int Count => images.Length;

    public int Channels { get; } = channels;

    public (int Height, int Width) SizeOf(int index) => (images[index].Height, images[index].Width);

    public void Read(int index, Span<float> pixels)
    {
        var (height, width) = SizeOf(index);
        ReadRegion(index, 0, 0, height, width, pixels);
    }

    public void ReadRegion(int index, int top, int left, int height, int width, Span<float> pixels)
    {
        Region.EnsureInside(Name, index, SizeOf(index), Channels, (top, left, height, width), pixels.Length);
        FolderImage image = images[index];
        StoredImage values = image.Kept ?? decode(image.Path);
        if ((values.Height, values.Width) != (image.Height, image.Width))
        {
            throw new DatasetException(
                $"'{image.Path}' was {image.Height}x{image.Width} (rows x columns) when the dataset was opened, but is "
                + $"{values.Height}x{values.Width} now. Do not change the folder while it is in use.");
        }

        values.Read(top, left, height, width, Channels, pixels);
    }
}
