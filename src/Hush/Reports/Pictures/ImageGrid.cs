using Hush.Imaging.Metrics;
using Hush.Reports.Markup;
using Hush.Reports.Pictures.Fonts;

namespace Hush.Reports.Pictures;

/// <summary>
/// The examples as one image: one column per image; rows clean, noisy and denoised, with PSNR and SSIM below. A cell is at most
/// <see cref="ReportImage.MaxSide"/> pixels high and wide, so the image is at most about 1,000 x 2,800.
/// </summary>
internal static class ImageGrid
{
    private const int MaxColumns = 10;
    private const int MinCell = 112;              // a caption such as "21.52 dB" is 96 pixels wide
    private const int Gap = 12;
    private const double TypeSize = 21;
    private const int Line = 27;
    private const int CaptionGap = 6;

    private static readonly string[] s_rows = ["clean", "noisy", "denoised"];

    /// <summary>Draws at most ten examples; null if there are none.</summary>
    public static byte[]? Of(IReadOnlyList<ExampleImage> examples, PngEncoder png)
    {
        ExampleImage[] shown = [.. examples.Take(MaxColumns)];
        if (shown.Length == 0)
            return null;
        int cellWidth = Math.Max(MinCell, shown.Max(e => e.Clean.Width * Zoom(e)));
        int cellHeight = shown.Max(e => e.Clean.Height * Zoom(e));
        int channels = shown.Max(e => Math.Max(e.Clean.Channels, Math.Max(e.Noisy.Channels, e.Denoised.Channels)));
        int scored = cellHeight + CaptionGap + (2 * Line) + Gap;    // a row with two lines of scores
        int[] tops = [Gap, (2 * Gap) + cellHeight, (2 * Gap) + cellHeight + scored];
        int names = (int)Math.Ceiling(s_rows.Max(name => Typeface.Width(name, TypeSize))) + (2 * Gap);
        var canvas = new Canvas(tops[2] + scored, names + (shown.Length * (cellWidth + Gap)), channels);
        bool isCropped = shown.Any(e => e.IsCropped);
        for (int row = 0; row < s_rows.Length; row++)
        {
            int middle = tops[row] + (cellHeight / 2);
            canvas.Write(s_rows[row], Gap, middle - (Line / 2));
            if (isCropped && row == 0)
                canvas.Write("(center)", Gap, middle + (Line / 2));     // the scores are those of the whole image
        }

        for (int column = 0; column < shown.Length; column++)
        {
            ExampleImage example = shown[column];
            int left = names + (column * (cellWidth + Gap)), caption = cellHeight + CaptionGap;
            canvas.Place(example.Clean, Zoom(example), left, cellWidth, tops[0]);
            canvas.Place(example.Noisy, Zoom(example), left, cellWidth, tops[1]);
            canvas.Place(example.Denoised, Zoom(example), left, cellWidth, tops[2]);
            canvas.WriteScore(example.NoisyScore, left, cellWidth, tops[1] + caption);
            canvas.WriteScore(example.DenoisedScore, left, cellWidth, tops[2] + caption);
        }

        return png(canvas.Height, canvas.Width, channels, canvas.Bytes);
    }

    // Wide enough for the scores below, unless that would make a narrow image too tall.
    private static int Zoom(ExampleImage example) => Math.Clamp(
        (MinCell + example.Clean.Width - 1) / example.Clean.Width, 1, ReportImage.MaxSide / example.Clean.Height);

    private sealed class Canvas
    {
        private const int Paper = 255, Ink = 40;

        public Canvas(int height, int width, int channels)
        {
            (Height, Width, Channels) = (height, width, channels);
            Bytes = new byte[checked(height * width * channels)];
            Array.Fill(Bytes, (byte)Paper);
        }

        public int Height { get; }

        public int Width { get; }

        public int Channels { get; }

        public byte[] Bytes { get; }

        /// <summary>Draws an image centered in its cell.</summary>
        public void Place(ReportImage image, int zoom, int left, int cellWidth, int top)
        {
            left += (cellWidth - (image.Width * zoom)) / 2;
            byte[] from = image.ToBytes();
            for (int y = 0; y < image.Height * zoom; y++)
            {
                for (int x = 0; x < image.Width * zoom; x++)
                {
                    int source = (((y / zoom) * image.Width) + (x / zoom)) * image.Channels;
                    int target = (((top + y) * Width) + left + x) * Channels;
                    for (int c = 0; c < Channels; c++)
                        Bytes[target + c] = from[source + Math.Min(c, image.Channels - 1)];
                }
            }
        }

        public void WriteScore(ImageScore score, int left, int cellWidth, int top)
        {
            WriteCentered(Format.Decibels(score.Psnr), left, cellWidth, top);
            WriteCentered(Format.Ssim(score.Ssim), left, cellWidth, top + Line);
        }

        /// <summary>Writes a line of text whose line box starts at <paramref name="top"/>.</summary>
        public void Write(string text, int left, int top)
        {
            CoverageMask mask = Typeface.Draw(text, TypeSize);
            int first = top + (int)Math.Round((Line + (Typeface.CapHeight * TypeSize)) / 2) - mask.Baseline;
            for (int y = Math.Max(0, -first); y < Math.Min(mask.Height, Height - first); y++)
            {
                for (int x = 0; x < Math.Min(mask.Width, Width - left); x++)
                {
                    var shade = (byte)Math.Round(Paper - (mask[x, y] * (Paper - Ink)));
                    if (shade < Paper)
                        Array.Fill(Bytes, shade, (((first + y) * Width) + left + x) * Channels, Channels);
                }
            }
        }

        private void WriteCentered(string text, int left, int width, int top) =>
            Write(text, left + (int)Math.Round((width - Typeface.Width(text, TypeSize)) / 2), top);
    }
}
