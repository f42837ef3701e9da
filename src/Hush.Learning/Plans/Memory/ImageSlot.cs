namespace Hush.Learning.Plans.Memory;

/// <summary>The position of an image in the buffers of a plan.</summary>
/// <param name="Index">Index in buffers that store the whole batch.</param>
/// <param name="Local">Index in buffers that store only the images in flight.</param>
internal readonly record struct ImageSlot(int Index, int Local)
{
    /// <summary>Advances by a number of images.</summary>
    public static ImageSlot operator +(ImageSlot image, int images) => new(image.Index + images, image.Local + images);
}
