using Hush.Reports;
using Hush.Reports.Pictures;
using Hush.Testing;
using Xunit;

namespace Hush.Tests.Reports;

public class PictureTests
{
    [Fact]
    public void Pixels_are_rounded_and_clipped_to_bytes_and_nan_is_black()
    {
        var image = new ReportImage(2, 3, 1, [0, 1, 0.5f, -3, 7, float.NaN]);
        Assert.Equal([0, 255, 128, 0, 255, 0], image.ToBytes());
    }

    [Fact]
    public void An_image_with_other_channels_or_another_length_is_refused()
    {
        Assert.Equal(
            "A report image must have at least one row, one column, and 1 or 3 channels, got [2, 3, 2]. " +
            "Drop or convert channels first.",
            Assert.Throws<ArgumentException>(() => new ReportImage(2, 3, 2, new float[12])).Message);
        Assert.Equal(
            "A report image of [2, 3, 1] needs 6 values, got 7. Pass one image, without padding or stride.",
            Assert.Throws<ArgumentException>(() => new ReportImage(2, 3, 1, new float[7])).Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_grid_shows_each_image_enlarged_by_a_whole_number_in_its_row(int channels)
    {
        ExampleImage example = MadeUp.Example(5, channels);
        (int height, int width, byte[] pixels) = Grid([example]);
        const int Zoom = 9;                                     // 13 columns x 9 = 117, at least 112
        foreach ((ReportImage image, int fromTop) in new[] { (example.Clean, 0), (example.Noisy, 1), (example.Denoised, 2) })
        {
            byte[] bytes = image.ToBytes();
            int left = width - 12 - (13 * Zoom);
            int top = 12 + (fromTop * ((11 * Zoom) + 12)) + (fromTop == 2 ? 60 : 0);
            Assert.True(top + (11 * Zoom) <= height);
            foreach ((int y, int x) in new[] { (0, 0), (10, 12), (3, 7) })
            {
                for (int c = 0; c < channels; c++)
                {
                    byte expected = bytes[(((y * 13) + x) * channels) + c];
                    foreach (int corner in new[] { 0, Zoom - 1 })
                    {
                        int row = top + (y * Zoom) + corner, column = left + (x * Zoom) + corner;
                        Assert.Equal(expected, pixels[(((row * width) + column) * channels) + c]);
                    }
                }
            }
        }
    }

    [Fact]
    public void The_grid_is_as_wide_as_ten_examples_at_most_and_none_give_no_grid()
    {
        int ten = Grid([.. Enumerable.Range(0, 10).Select(i => MadeUp.Example(i, 1))]).Width;
        Assert.Equal(ten, Grid([.. Enumerable.Range(0, 14).Select(i => MadeUp.Example(i, 1))]).Width);
        Assert.True(ten > Grid([MadeUp.Example(0, 1)]).Width);
        Assert.Null(ImageGrid.Of([], MadeUp.Png));
    }

    [Theory]
    [InlineData(256, 256, 0, 0, false)]
    [InlineData(257, 300, 0, 22, true)]
    [InlineData(11, 1001, 0, 372, true)]
    [InlineData(515, 13, 129, 0, true)]
    public void Of_a_large_image_the_center_is_kept(int height, int width, int top, int left, bool isCropped)
    {
        float[] pixels = Samples.Uniform((long)height * width * 3, 1);
        var image = new ReportImage(height, width, 3, pixels);
        Assert.Equal((height, width, isCropped), (image.WholeHeight, image.WholeWidth, image.IsCropped));
        Assert.Equal((Math.Min(height, 256), Math.Min(width, 256)), (image.Height, image.Width));
        Assert.Equal(image.Height * image.Width * 3, image.Pixels.Length);
        foreach ((int y, int x) in new[] { (0, 0), (image.Height - 1, image.Width - 1), (7, 5) })
        {
            int from = (((top + y) * width) + left + x) * 3;
            Assert.Equal(pixels[from..(from + 3)], image.Pixels[(((y * image.Width) + x) * 3)..][..3]);
        }
    }

    [Theory]
    [InlineData(1000, 1400)]
    [InlineData(900, 1)]
    [InlineData(1, 900)]
    public void The_grid_of_large_or_narrow_images_stays_small_and_its_scores_have_room(int height, int width)
    {
        ReportImage image = MadeUp.Image(height, width, 1, 1);
        ExampleImage example = MadeUp.Example(0, 1) with { Clean = image, Noisy = image, Denoised = image };
        (int high, int wide, _) = Grid([.. Enumerable.Repeat(example, 12)]);
        Assert.InRange(high, 1, 1000);
        Assert.InRange(wide, 10 * 112, 2900);
    }

    [Fact]
    public void Scores_are_centered_below_their_image_in_gray_ink_on_white()
    {
        (int height, int width, byte[] pixels) = Grid([MadeUp.Example(5, 1)]);
        int left = width - 12 - 117, top = 12 + (2 * (99 + 12)) + 60 + 99;
        byte[] line = [.. Enumerable.Range(0, 117).Select(x => Enumerable.Range(top + 6, 27).Min(y => pixels[(y * width) + left + x]))];
        int first = Array.FindIndex(line, v => v < 255), last = Array.FindLastIndex(line, v => v < 255);
        Assert.InRange(first - (116 - last), -4, 4);            // "27.19 dB", centered in the 117 columns
        Assert.InRange(last - first, 80, 100);
        Assert.InRange(line.Min(), 40, 60);
        Assert.True(top + 60 <= height);
    }

    private static (int Height, int Width, byte[] Pixels) Grid(IReadOnlyList<ExampleImage> examples)
    {
        (int Height, int Width, byte[] Pixels) seen = default;
        ImageGrid.Of(examples, (height, width, channels, pixels) =>
        {
            Assert.Equal(height * width * channels, pixels.Length);
            seen = (height, width, pixels);
            return [];
        });
        return seen;
    }
}
