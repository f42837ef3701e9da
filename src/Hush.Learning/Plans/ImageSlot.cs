namespace Hush.Learning.Plans;

/// <summary>The position of an image in the buffers of a plan.</summary>
/// <param name="Image">Index in buffers that store the whole batch.</param>
/// <param name="Local">Index in buffers that store only the images in flight.</param>
internal readonly record struct ImageSlot(int Image, int Local)
{
    /// <summary>The position of the image that is <paramref name="images"/> further.</summary>
    public static ImageSlot operator +(ImageSlot place, int images) => new(place.Image + images, place.Local + images);
}
