using System.Numerics;
using Hush.Imaging.Files;

namespace Hush.Imaging.Layouts;

/// <summary>Copies between an image and a caller's buffer. Integers range from 0 to white; floats are not scaled.</summary>
/// <typeparam name="T">byte, ushort or float.</typeparam>
internal static class SampleTransfer<T>
    where T : unmanaged, INumber<T>, IMinMaxValue<T>
{
    private static int BitDepth => typeof(T) == typeof(float) ? 32 : typeof(T) == typeof(ushort) ? 16 : 8;

    private static float White => BitDepth == 32 ? 1 : float.CreateChecked(T.MaxValue);

    /// <summary>Creates an image from a copy of the samples.</summary>
    public static Image Read(ReadOnlySpan<T> samples, PixelLayout layout)
    {
        layout.CheckSpan(samples.Length);
        var shape = new Shape(1, layout.Height, layout.Width, layout.Colors);
        ImageChecks.Shape(shape, BitDepth);
        var pixels = new Tensor(shape);
        AlphaPlane? alpha = layout.HasAlpha ? AlphaPlane.Of(layout.Height * layout.Width, BitDepth) : null;
        for (int row = 0; row < layout.Height; row++)
        {
            for (int c = 0; c < shape.C; c++)
            {
                Span<float> to = pixels.Span[((row * shape.W * shape.C) + c)..];
                ReadOnlySpan<T> from = samples[layout.Start(row, c)..];
                for (int x = 0; x < layout.Width; x++)
                    to[x * shape.C] = float.CreateChecked(from[x * layout.PixelStep]) / White;
            }

            if (alpha is not null)
                ReadAlpha(samples[layout.Start(row, -1)..], layout, alpha, row * layout.Width);
        }

        return new Image(pixels, BitDepth, alpha);
    }

    /// <summary>
    /// Writes an image to the samples: rounded if they are integers, gray to all colors, opaque if the image has no alpha.
    /// </summary>
    public static void Write(Image image, Span<T> samples, PixelLayout layout)
    {
        layout.CheckSpan(samples.Length);
        if (image.Width != layout.Width || image.Height != layout.Height || image.Channels > layout.Colors)
        {
            throw new ShapeException(
                $"The image is {image.Width} x {image.Height} with {image.Channels} channels, but the layout is {layout.Width} " +
                $"x {layout.Height} with {layout.Colors}. Give a layout of the same size, with color channels for a color image.");
        }

        for (int row = 0; row < layout.Height; row++)
        {
            for (int c = 0; c < layout.Colors; c++)
            {
                ReadOnlySpan<float> from = image.Pixels.Span[((row * image.Width * image.Channels) + Math.Min(c, image.Channels - 1))..];
                Span<T> to = samples[layout.Start(row, c)..];
                for (int x = 0; x < layout.Width; x++)
                    to[x * layout.PixelStep] = Sample(from[x * image.Channels]);
            }

            if (layout.HasAlpha)
                WriteAlpha(image, samples[layout.Start(row, -1)..], layout, row * layout.Width);
        }
    }

    private static void ReadAlpha(ReadOnlySpan<T> from, PixelLayout layout, AlphaPlane alpha, int start)
    {
        for (int x = 0; x < layout.Width; x++)
        {
            if (alpha.Whole is { } whole)
                whole[start + x] = ushort.CreateChecked(from[x * layout.PixelStep]);
            else
                alpha.Floats![start + x] = float.CreateChecked(from[x * layout.PixelStep]);
        }
    }

    private static void WriteAlpha(Image image, Span<T> to, PixelLayout layout, int start)
    {
        Span<ushort> one = stackalloc ushort[1];
        for (int x = 0; x < layout.Width; x++)
        {
            if (image.AlphaPlane is not { } alpha)
            {
                to[x * layout.PixelStep] = Sample(1);
            }
            else if (BitDepth == 32)
            {
                to[x * layout.PixelStep] =
                    T.CreateChecked(alpha.Floats is { } floats ? floats[start + x] : alpha.Whole![start + x] / (float)image.White);
            }
            else
            {
                alpha.Copy(start + x, image.IsFloat ? 1 : image.White, (int)White, one);
                to[x * layout.PixelStep] = T.CreateChecked(one[0]);
            }
        }
    }

    /// <summary>Rounds ties to even; NaN becomes 0 in integer samples.</summary>
    private static T Sample(float value) => BitDepth == 32 ? T.CreateChecked(value) : T.CreateSaturating(MathF.Round(value * White));
}
