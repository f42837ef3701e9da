namespace Hush.Learning.Plans;

/// <summary>Where an image is in a plan's buffers.</summary>
/// <param name="Image">Its place in buffers that keep the whole batch.</param>
/// <param name="Local">Its place in buffers that hold only the images that workers have at the moment.</param>
internal readonly record struct Place(int Image, int Local)
{
    /// <summary>So many images further.</summary>
    public static Place operator +(Place place, int images) => new(place.Image + images, place.Local + images);
}
