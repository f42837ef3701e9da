using Hush.Imaging.Metrics;
using Hush.Reports.Markup;

namespace Hush.Reports.Pictures;

/// <summary>The examples as one picture: a column an image; rows clean, noisy and denoised, PSNR and SSIM below. A cell is at most
/// <see cref="ReportImage.MostSide"/> pixels high and wide, so the picture is at most about 1,000 x 2,800.</summary>
internal static class GridPicture
{
    private const int MostColumns = 10;
    private const int LeastCell = 112;              // a caption such as "21.52 dB" at scale 2 is 96 pixels wide
    private const int Gap = 12;
    private const int TextScale = 2;
    private const int Line = (PixelFont.Rows + 4) * TextScale;
    private const int RowLabel = (9 * PixelFont.Advance * TextScale) + Gap;     // "denoised" and a gap
    private const byte Ink = 40;

    /// <summary>At most ten examples; null where there are none.</summary>
    public static byte[]? Of(IReadOnlyList<ExampleImage> examples, PngEncoder png)
    {
        ExampleImage[] shown = [.. examples.Take(MostColumns)];
        if (shown.Length == 0)
            return null;
        int cellWidth = Math.Max(LeastCell, shown.Max(e => e.Clean.Width * Zoom(e)));
        int cellHeight = shown.Max(e => e.Clean.Height * Zoom(e));
        int channels = shown.Max(e => Math.Max(e.Clean.Channels, Math.Max(e.Noisy.Channels, e.Denoised.Channels)));
        int scored = cellHeight + (2 * Line) + Gap;             // a row with its two lines of scores
        int[] tops = [Gap, (2 * Gap) + cellHeight, (2 * Gap) + cellHeight + scored];
        var canvas = new Canvas(
            tops[2] + scored, Gap + RowLabel + (shown.Length * (cellWidth + Gap)), channels);
        string[] names = ["clean", "noisy", "denoised"];
        int middle = (cellHeight - (PixelFont.Rows * TextScale)) / 2;
        for (int row = 0; row < 3; row++)
            canvas.Write(names[row], Gap, tops[row] + middle);
        if (shown.Any(e => e.IsCropped))
            canvas.Write("centre", Gap, tops[2] + middle + Line);       // the scores are those of the whole image
        for (int column = 0; column < shown.Length; column++)
        {
            ExampleImage example = shown[column];
            int left = Gap + RowLabel + (column * (cellWidth + Gap));
            canvas.Place(example.Clean, Zoom(example), left, tops[0]);
            canvas.Place(example.Noisy, Zoom(example), left, tops[1]);
            canvas.Place(example.Denoised, Zoom(example), left, tops[2]);
            canvas.WriteScore(example.NoisyScore, left, tops[1] + cellHeight);
            canvas.WriteScore(example.DenoisedScore, left, tops[2] + cellHeight);
        }

        return png(canvas.Height, canvas.Width, channels, canvas.Bytes);
    }

    // Wide enough for the scores below, unless that would make a narrow image too high.
    private static int Zoom(ExampleImage example) => Math.Clamp(
        (LeastCell + example.Clean.Width - 1) / example.Clean.Width, 1, ReportImage.MostSide / example.Clean.Height);

    private sealed class Canvas
    {
        public Canvas(int height, int width, int channels)
        {
            (Height, Width, Channels) = (height, width, channels);
            Bytes = new byte[checked(height * width * channels)];
            Array.Fill(Bytes, (byte)255);
        }

        public int Height { get; }

        public int Width { get; }

        public int Channels { get; }

        public byte[] Bytes { get; }

        public void Place(ReportImage image, int zoom, int left, int top)
        {
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

        public void WriteScore(ImageScore score, int left, int top)
        {
            Write(Format.Decibels(score.Psnr), left, top + (4 * TextScale));
            Write(Format.Ssim(score.Ssim), left, top + (4 * TextScale) + Line);
        }

        public void Write(string text, int left, int top) => PixelFont.Draw(text, (x, y) =>
        {
            for (int dot = 0; dot < TextScale * TextScale; dot++)
            {
                int row = top + (y * TextScale) + (dot / TextScale), column = left + (x * TextScale) + (dot % TextScale);
                if (row < Height && column < Width)
                    Array.Fill(Bytes, Ink, ((row * Width) + column) * Channels, Channels);
            }
        });
    }
}
