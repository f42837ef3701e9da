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
                $"An image must have shape [1, H, W, 1 or 3] with H and W of at least 1, got {shape}. Pass a single image.");
        }

        if (bitDepth is not (8 or 16 or 32))
            throw new ArgumentOutOfRangeException(nameof(bitDepth), bitDepth, "The bit depth must be 8, 16 or 32 (float).");
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
                $"The alpha plane for {shape} must have {(long)shape.H * shape.W} values, got {alpha.Length}. " +
                "Pass one per pixel.");
        }

        if (bitDepth == 32)
            throw new ArgumentException("An integer alpha plane is for images of 8 or 16 bits, but this image has floats.", nameof(alpha));
        if (bitDepth == 8 && alpha.ContainsAnyExceptInRange((ushort)0, (ushort)255))
        {
            throw new ArgumentException(
                "An 8-bit alpha plane must have values of at most 255, but some are larger. Scale it, or use 16 bits.",
                nameof(alpha));
        }
    }

    /// <exception cref="ShapeException">Height or width differ.</exception>
    public static void SameSize(Shape image, Shape pixels)
    {
        if (pixels != image with { C = pixels.C })
        {
            throw new ShapeException(
                $"The new pixels must have the height and width of the image, {image}, got {pixels}. " +
                "Crop them, or create a new image.");
        }
    }

    /// <exception cref="ImageFormatException">The format does not support the image's alpha, channels or size.</exception>
    public static void Fits(Shape image, bool hasAlpha, FormatTraits traits, string name)
    {
        if (hasAlpha && !traits.Alpha)
        {
            string family = traits.Format is ImageFormat.Pgm or ImageFormat.Ppm ? "PNM" : traits.Name;
            throw new ImageFormatException(
                name, $"an image without alpha, which {family} does not support", "one with an alpha plane", "Write it as .png.");
        }

        if (Math.Max(image.W, image.H) > traits.MaxSide)
        {
            throw new ImageFormatException(
                name, $"sides of at most {traits.MaxSide} pixels, the limit of {traits.Name}", $"{image.W}x{image.H}",
                "Write it as .png or .tif.");
        }

        if (traits.Format == ImageFormat.Pgm && image.C != 1)
            throw new ImageFormatException(name, "a gray image for PGM", "a color image", "Write it as .ppm, .pnm or .png.");
        if (traits.Format == ImageFormat.Ppm && image.C != 3)
            throw new ImageFormatException(name, "a color image for PPM", "a gray image", "Write it as .pgm, .pnm or .png.");
    }
}
