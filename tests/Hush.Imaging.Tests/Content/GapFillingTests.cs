using Hush.Imaging.Content;
using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Content;

public class GapFillingTests
{
    private const float Gap = float.NaN;

    [Fact]
    public void A_gap_becomes_the_mean_of_the_smallest_square_that_holds_a_number()
    {
        float[] pixels =
        [
            1, 2, Gap, Gap,
            3, Gap, Gap, Gap,
            Gap, Gap, 8, Gap,
            Gap, Gap, Gap, 4,
            Gap, Gap, Gap, 5,
        ];
        GapFilling.Fill(pixels, 5, 4, 1);
        Assert.Equal([1, 2, 4, 4, 3, 2, 4, 4, 4, 4, 8, 6, 4, 4, 6, 4, 5, 5, 5, 5], pixels);
    }

    [Fact]
    public void Each_channel_is_filled_for_itself_and_a_channel_without_numbers_is_black()
    {
        float[] pixels = [1, Gap, Gap, Gap, Gap, 7, 3, Gap, Gap];
        GapFilling.Fill(pixels, 1, 3, 3);
        Assert.Equal([1, 0, 7, 1, 0, 7, 3, 0, 7], pixels);
    }

    [Theory, InlineData(1, 1), InlineData(1, 37), InlineData(41, 1), InlineData(33, 65)]
    public void Numbers_stay_and_gaps_lie_within_their_range(int height, int width)
    {
        float[] pixels = Samples.Uniform(height * width, 4), chance = Samples.Uniform(height * width, 5);
        float[] filled = [.. pixels.Select((v, i) => i > 0 && chance[i] < 0.8f ? Gap : v)];
        bool[] kept = [.. filled.Select(v => !float.IsNaN(v))];
        GapFilling.Fill(filled, height, width, 1);
        for (int i = 0; i < pixels.Length; i++)
        {
            if (kept[i])
                Assert.Equal(pixels[i], filled[i]);
            Assert.InRange(filled[i], 0, 1);
        }
    }
}
