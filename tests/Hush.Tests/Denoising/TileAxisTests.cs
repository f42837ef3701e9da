using Hush.Denoising;
using Hush.Learning.Networks;
using Xunit;

namespace Hush.Tests.Denoising;

public class TileAxisTests
{
    public static TheoryData<int, int, int> Alignments => new()
    {
        { 1, 0, 1 }, { 1, 1, 16 }, { 4, 12, 28 }, { 8, 24, 56 }, { 2, 0, 16 },
    };

    [Theory, MemberData(nameof(Alignments))]
    public void Every_pixel_is_taken_once_and_a_margin_away_from_every_cut(int alignment, int margin, int shortest)
    {
        foreach (int longest in (int[])[0, 33, 64, 100, 1000])
        {
            for (int extent = 1; extent < 300; extent++)
            {
                var axis = new TileAxis(extent, alignment, margin, shortest, longest);
                int padded = TileAxis.AlignUp(extent, alignment), next = 0;
                for (int i = 0; i < axis.Count; i++)
                {
                    TileSpan span = axis[i];
                    int end = span.Origin + axis.Length;
                    Assert.Equal(next, span.First);
                    Assert.True(span.End > span.First);
                    Assert.Equal(0, span.Origin % alignment);
                    Assert.True(span.Origin >= 0 && end <= padded);
                    Assert.True(span.Origin == 0 || span.First - span.Origin >= margin);
                    Assert.True(end == padded || end - span.End >= margin);
                    next = span.End;
                }

                Assert.Equal(extent, next);
                Assert.Equal(0, axis.Length % alignment);
                Assert.True(axis.Length <= Math.Max(shortest, longest));
                Assert.True(axis.Length == padded || axis.Length >= shortest);
            }
        }
    }

    [Theory]
    [InlineData(100, 100, 1)]
    [InlineData(4000, 3000, 12)]
    [InlineData(20, 600_000, 12)]
    [InlineData(600_000, 20, 12)]
    [InlineData(1000, 1100, 2)]
    public void A_tile_has_at_most_a_megapixel_and_there_are_few(int height, int width, int tiles)
    {
        Network network = MadeUpModels.Draw(MadeUpModels.Notebook);
        var tiling = Tiling.Of(network, height, width, Tiling.DefaultPixels);
        Assert.True((long)tiling.Rows.Length * tiling.Columns.Length <= Tiling.DefaultPixels);
        Assert.Equal(tiles, tiling.Count);
    }
}
