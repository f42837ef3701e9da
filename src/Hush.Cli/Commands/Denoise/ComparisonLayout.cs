using Hush.Reports.Pictures.Fonts;

namespace Hush.Cli.Commands.Denoise;

/// <summary>The layout of a before-and-after comparison.</summary>
/// <param name="Shape">Shape of the comparison, [1, H, W, C].</param>
/// <param name="HalfWidth">Width of each half after applying the orientation.</param>
/// <param name="CaptionHeight">Height of the captions above the halves; 0 if the halves are too small for captions.</param>
/// <param name="Orientation">EXIF orientation of the pixels, 1 to 8.</param>
internal readonly record struct ComparisonLayout(Shape Shape, int HalfWidth, int CaptionHeight, int Orientation)
{
    private const int Gap = 4;
    private const double MinTypeSize = 14, MaxTypeSize = 128;
    private const double HalfPerType = 28;          // width of a half relative to the type size
    private const double CaptionHeightPerType = 1.75;
    private const float Ink = 0.16f;

    public int RightHalf => HalfWidth + Gap;

    private double TypeSize => Size(HalfWidth);

    public static ComparisonLayout Of(Image image)
    {
        int orientation = image.Metadata.Orientation;
        bool isTurned = orientation is >= 5 and <= 8;
        int width = isTurned ? image.Height : image.Width, height = isTurned ? image.Width : image.Height;
        double size = Size(width);
        int captionHeight = (int)Math.Round(CaptionHeightPerType * size);
        if (captionHeight > height || Typeface.Width("before", size) + size > width)
            captionHeight = 0;
        var shape = new Shape(1, height + captionHeight, (2 * width) + Gap, image.Channels);
        return new ComparisonLayout(shape, width, captionHeight, orientation);
    }

    /// <summary>Draws a caption, centered above the half that begins at column <paramref name="half"/>.</summary>
    public void Write(string text, int half, Span<float> comparison)
    {
        if (CaptionHeight == 0)
            return;
        double size = TypeSize;
        CoverageMask mask = Typeface.Draw(text, size);
        int left = half + (int)Math.Round((HalfWidth - Typeface.Width(text, size)) / 2);
        int top = (int)Math.Round((CaptionHeight + (Typeface.CapHeight * size)) / 2) - mask.Baseline;
        for (int y = Math.Max(0, -top); y < Math.Min(mask.Height, CaptionHeight - top); y++)
        {
            for (int x = 0; x < mask.Width; x++)
                comparison.Slice(Offset(left + x, top + y), Shape.C).Fill((float)(1 - (mask[x, y] * (1 - Ink))));
        }
    }

    /// <summary>Copies an image, with its orientation applied, to the half that begins at column <paramref name="half"/>.</summary>
    public void Place(Image image, int half, Span<float> comparison)
    {
        ReadOnlySpan<float> pixels = image.Pixels.Span;
        int width = image.Width, height = image.Height, channels = Shape.C;
        for (int y = 0; y < Shape.H - CaptionHeight; y++)
        {
            int to = Offset(half, CaptionHeight + y);
            if (Orientation == 1)
            {
                pixels.Slice(y * width * channels, width * channels).CopyTo(comparison[to..]);
                continue;
            }

            for (int x = 0; x < HalfWidth; x++)
            {
                (int column, int row) = Orientation >= 5 ? (y, x) : (x, y);
                if (Orientation is 2 or 3 or 7 or 8)
                    column = width - 1 - column;
                if (Orientation is 3 or 4 or 6 or 7)
                    row = height - 1 - row;
                pixels.Slice(((row * width) + column) * channels, channels).CopyTo(comparison[(to + (x * channels))..]);
            }
        }
    }

    private static double Size(int width) => Math.Clamp(Math.Round(width / HalfPerType), MinTypeSize, MaxTypeSize);

    private int Offset(int x, int y) => ((y * Shape.W) + x) * Shape.C;
}
