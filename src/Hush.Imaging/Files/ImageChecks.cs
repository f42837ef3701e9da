using Hush.Numerics;

namespace Hush.Imaging.Files;

/// <summary>Validates the arguments of <see cref="Image"/>.</summary>
internal static class ImageChecks
{
    /// <exception cref="ShapeException">The shape is not that of an image.</exception>
    public static void Shape(Shape shape, int bitDepth)
    {
        if (shape.N != 1 || shape.H < 1 || shape.W < 1 || shape.C is not (1 or 3))
        {
            throw new ShapeException(
                $"An image is [1, H, W, 1 or 3] with H and W of at least 1, but this is {shape}. Pass one such image.");
        }

        if (bitDepth is not (8 or 16 or 32))
            throw new ArgumentOutOfRangeException(nameof(bitDepth), bitDepth, "An image has 8, 16 or 32 (float) bits a sample.");
    }

    /// <exception cref="ShapeException">The plane differs from the image in size.</exception>
    /// <exception cref="ArgumentException">Values exceed the bit depth.</exception>
    public static void Alpha(Shape shape, int bitDepth, ReadOnlySpan<ushort> alpha)
    {
        if (alpha.IsEmpty)
            return;
        if (alpha.Length != (long)shape.H * shape.W)
        {
            throw new ShapeException(
                $"An alpha plane for {shape} has {(long)shape.H * shape.W} values, but {alpha.Length} were given. " +
                "Pass one for each pixel.");
        }

        if (bitDepth == 32)
            throw new ArgumentException("An alpha plane of integers is for 8 or 16 bits, but this image has floats.", nameof(alpha));
        if (bitDepth == 8 && alpha.ContainsAnyExceptInRange((ushort)0, (ushort)255))
        {
            throw new ArgumentException(
                "An alpha plane of 8 bits has values of at most 255, but there are larger ones. Scale it, or choose 16 bits.",
                nameof(alpha));
        }
    }

    /// <exception cref="ShapeException">Height or width differ.</exception>
    public static void SameSize(Shape image, Shape pixels)
    {
        if (pixels != image with { C = pixels.C })
        {
            throw new ShapeException(
                $"Other pixels for an image of {image} must have its size, but they are {pixels}. " +
                "Crop them, or make a new image.");
        }
    }

    /// <exception cref="ImageFormatException">The format does not support the image's alpha, channels or size.</exception>
    public static void Fits(Shape image, bool hasAlpha, FormatTraits traits, string name)
    {
        if (hasAlpha && !traits.Alpha)
        {
            string family = traits.Format is ImageFormat.Pgm or ImageFormat.Ppm ? "PNM" : traits.Name;
            throw new ImageFormatException(
                name, $"an image without alpha, for {family} has none", "one with an alpha plane", "Write it as .png.");
        }

        if (Math.Max(image.W, image.H) > traits.LongestSide)
        {
            throw new ImageFormatException(
                name, $"sides of at most {traits.LongestSide} pixels, for {traits.Name} has no longer ones", $"{image.W}x{image.H}", "Write it as .png or .tif.");
        }

        if (traits.Format == ImageFormat.Pgm && image.C != 1)
            throw new ImageFormatException(name, "a gray image for PGM", "a color image", "Write it as .ppm, .pnm or .png.");
        if (traits.Format == ImageFormat.Ppm && image.C != 3)
            throw new ImageFormatException(name, "a color image for PPM", "a gray image", "Write it as .pgm, .pnm or .png.");
    }
}
