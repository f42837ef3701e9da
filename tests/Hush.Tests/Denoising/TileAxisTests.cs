using Hush.Denoising;
using Hush.Learning.Plans;
using Xunit;

namespace Hush.Tests.Denoising;

public class TileAxisTests
{
    public static TheoryData<int, int, int, int> Footprints => new()
    {
        { 1, 1, 0, 1 }, { 1, 4, 4, 16 }, { 4, 16, 40, 16 }, { 8, 32, 23, 56 }, { 2, 8, 0, 16 }, { 4, 4, 11, 28 }, { 1, 4, 69, 1 },
        { 16, 64, 180, 16 },
    };

    [Theory, MemberData(nameof(Footprints))]
    public void Every_pixel_is_taken_once_and_the_reach_away_from_every_cut(int alignment, int grid, int reach, int shortest)
    {
        foreach (int longest in (int[])[0, 33, 64, 100, 250, 1000])
        {
            for (int extent = 1; extent < 600; extent++)
            {
                var axis = new TileAxis(extent, new TileConstraints(alignment, grid, reach), shortest, longest);
                int padded = (extent + alignment - 1) / alignment * alignment, next = 0;
                for (int i = 0; i < axis.Count; i++)
                {
                    TileSpan span = axis[i];
                    int end = span.Origin + axis.Length;
                    Assert.Equal(next, span.First);
                    Assert.True(span.End > span.First);
                    Assert.Equal(0, span.Origin % grid);
                    Assert.True(span.Origin >= 0 && end <= padded);
                    Assert.True(span.Origin == 0 || span.First - span.Origin >= reach);
                    Assert.Equal(i == axis.Count - 1, end == padded);
                    Assert.True(end == padded || (end < extent && end - span.End >= reach));
                    next = span.End;
                }

                Assert.Equal(extent, next);
                Assert.Equal(0, (padded - axis.Length) % grid);
                Assert.True(axis.Length == padded || axis.Length >= shortest);
                Assert.True(axis.Length <= Math.Max(longest, Math.Max(shortest, (2 * reach) + grid) + grid - 1));
            }
        }
    }
}
