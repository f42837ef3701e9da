using System.Numerics.Tensors;

namespace Hush.Imaging.Noise.Camera;

/// <summary>
/// JPEG's luma and chroma (ITU-T T.871, section 7), with chroma centered on 0: Y = 0.299 R + 0.587 G + 0.114 B, Cb = (B - Y) / 1.772,
/// Cr = (R - Y) / 1.402.
/// </summary>
internal static class Luma
{
    public const float Red = 0.299f, Green = 0.587f, Blue = 0.114f;
    private const float BlueScale = 1.772f, RedScale = 1.402f;

    public static void Of(Planes rgb, Span<float> luma)
    {
        TensorPrimitives.Multiply(rgb[0], Red, luma);
        TensorPrimitives.MultiplyAdd(rgb[1], Green, luma, luma);
        TensorPrimitives.MultiplyAdd(rgb[2], Blue, luma, luma);
    }

    /// <summary>Converts R, G, B to Y, Cb, Cr in place.</summary>
    public static void FromRgb(Planes planes)
    {
        Span<float> first = planes[0], second = planes[1], third = planes[2];
        for (int i = 0; i < first.Length; i++)
        {
            float r = first[i], b = third[i], y = (Red * r) + (Green * second[i]) + (Blue * b);
            (first[i], second[i], third[i]) = (y, (b - y) / BlueScale, (r - y) / RedScale);
        }
    }

    /// <summary>Converts Y, Cb, Cr to R, G, B in place.</summary>
    public static void ToRgb(Planes planes)
    {
        Span<float> first = planes[0], second = planes[1], third = planes[2];
        for (int i = 0; i < first.Length; i++)
        {
            float y = first[i], r = y + (RedScale * third[i]), b = y + (BlueScale * second[i]);
            (first[i], second[i], third[i]) = (r, (y - (Red * r) - (Blue * b)) / Green, b);
        }
    }
}
