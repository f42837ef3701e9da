using System.Buffers;

namespace Hush.Imaging.Noise.Camera;

/// <summary>Unsharp masking: adds amount (luma - blurred luma) to all three channels, which preserves chroma.</summary>
/// <param name="Width">Sigma of the blur in pixels.</param>
/// <param name="Amount">Strength; 0 for none.</param>
internal readonly record struct Sharpening(float Width, float Amount)
{
    /// <summary>Sharpens R, G, B in place.</summary>
    public void Apply(Planes rgb)
    {
        if (Amount == 0)
            return;
        float[] rented = ArrayPool<float>.Shared.Rent(2 * rgb.Count);
        Span<float> luma = rented.AsSpan(0, rgb.Count), soft = rented.AsSpan(rgb.Count, rgb.Count);
        Luma.Of(rgb, luma);
        SoftFilter.Apply(luma, soft, rgb.Height, rgb.Width, Width);
        for (int c = 0; c < 3; c++)
        {
            Span<float> plane = rgb[c];
            for (int i = 0; i < plane.Length; i++)
                plane[i] += Amount * (luma[i] - soft[i]);
        }

        ArrayPool<float>.Shared.Return(rented);
    }
}
