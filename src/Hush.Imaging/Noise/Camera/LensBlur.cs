using System.Buffers;

namespace Hush.Imaging.Noise.Camera;

/// <summary>
/// The blur of lens, optical low-pass filter and pixel area, approximated by a Gaussian. Without it, the mosaic of a sharp image would
/// have artifacts at edges that photographs do not show.
/// </summary>
/// <param name="Width">Sigma in sensor pixels.</param>
internal readonly record struct LensBlur(float Width)
{
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
