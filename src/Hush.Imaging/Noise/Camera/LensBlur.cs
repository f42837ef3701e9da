using System.Buffers;

namespace Hush.Imaging.Noise.Camera;

/// <summary>
/// What lens, low-pass filter and the area of a pixel take of the finest detail before the sensor samples it, as a Gaussian filter. Without
/// it a mosaic of a sharp image has
/// patterns at edges that photographs do not show.
/// </summary>
/// <param name="Width">Sigma in pixels of the sensor.</param>
internal readonly record struct LensBlur(float Width)
{
    /// <summary>Blurs in place.</summary>
    public void Apply(Planes scene)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(scene.Count);
        Span<float> soft = rented.AsSpan(0, scene.Count);
        for (int c = 0; c < 3; c++)
        {
            SoftFilter.Apply(scene[c], soft, scene.Height, scene.Width, Width);
            soft.CopyTo(scene[c]);
        }

        ArrayPool<float>.Shared.Return(rented);
    }
}
