using Hush.Reports.Pictures.Fonts;
using Xunit;

namespace Hush.Tests.Reports;

public class TypefaceTests
{
    private const double Tolerance = 1e-9;

    [Fact]
    public void A_pixel_is_covered_by_the_area_of_the_polygon_inside_it()
    {
        // rows count from the top, y from the bottom
        CoverageMask mask = Draw(4, 3, [(0.5, 0.25), (2.5, 0.25), (2.5, 1.25), (0.5, 1.25)]);
        Equal([0, 0, 0, 0], mask, 0);
        Equal([0.125, 0.25, 0.125, 0], mask, 1);
        Equal([0.375, 0.75, 0.375, 0], mask, 2);
    }

    [Fact]
    public void A_slanted_edge_covers_exactly_its_share()
    {
        CoverageMask mask = Draw(4, 2, [(0, 0), (4, 0), (4, 2)]);           // the diagonal of a 4x2 rectangle
        Equal([0, 0, 0.25, 0.75], mask, 0);
        Equal([0.25, 0.75, 1, 1], mask, 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_contour_in_the_other_direction_is_a_hole(bool isReversed)
    {
        (double, double)[] outer = [(0, 0), (3, 0), (3, 3), (0, 3)], inner = [(1, 1), (1, 2), (2, 2), (2, 1)];
        if (isReversed)
            (outer, inner) = ([.. outer.Reverse()], [.. inner.Reverse()]);
        CoverageMask mask = Draw(3, 3, outer, inner);
        Equal([1, 1, 1], mask, 0);
        Equal([1, 0, 1], mask, 1);
        Equal([1, 1, 1], mask, 2);
    }

    [Theory]
    [InlineData(14)]
    [InlineData(21)]
    [InlineData(128)]
    public void A_period_has_the_area_of_its_ellipse(double size)
    {
        CoverageMask mask = Typeface.Draw(".", size);
        double area = Math.PI * 200 * 199.5 / (2816.0 * 2816) * size * size;        // semi-axes in font units
        Assert.InRange(Ink(mask).Sum(), 0.99 * area, 1.01 * area);
    }

    [Fact]
    public void Capitals_stand_on_the_baseline_and_are_as_high_as_stated()
    {
        const double Size = 55;                     // cap height 40 pixels
        CoverageMask mask = Typeface.Draw("H", Size);
        int[] inked = [.. Enumerable.Range(0, mask.Height).Where(y => Enumerable.Range(0, mask.Width).Any(x => mask[x, y] > 0))];
        Assert.Equal((mask.Baseline - 40, mask.Baseline - 1), (inked[0], inked[^1]));
        Assert.Equal(40, Typeface.CapHeight * Size, Tolerance);
    }

    [Fact]
    public void Every_character_that_can_be_drawn_has_ink_between_0_and_1_and_only_the_space_has_none()
    {
        for (char character = ' '; character <= '~'; character++)
        {
            double[] ink = [.. Ink(Typeface.Draw(character.ToString(), 20))];
            Assert.All(ink, v => Assert.InRange(v, 0, 1));
            Assert.Equal(character != ' ', ink.Max() > 0.3);
        }

        foreach (char character in "±·×σ–−∞")
            Assert.NotEqual(Ink(Typeface.Draw("?", 20)), Ink(Typeface.Draw(character.ToString(), 20)));
        Assert.Equal(Ink(Typeface.Draw("?", 20)), Ink(Typeface.Draw("字", 20)));
    }

    [Fact]
    public void Digits_are_of_one_width_and_a_text_is_as_wide_as_its_letters()
    {
        double[] digits = [.. "0123456789".Select(d => Typeface.Width(d.ToString(), 20))];
        Assert.InRange(digits.Max() - digits.Min(), 0, 0.02);       // the font's 4 is narrower by 2 of 1,856 units
        Assert.Equal(Typeface.Width("be", 20) + Typeface.Width("fore", 20), Typeface.Width("before", 20), Tolerance);
        Assert.Equal((int)Math.Ceiling(Typeface.Width("before", 20)), Typeface.Draw("before", 20).Width);
        Assert.Equal(1, Typeface.Draw("", 20).Width);
    }

    private static CoverageMask Draw(int width, int height, params (double X, double Y)[][] contours)
    {
        var mask = new CoverageMask(width, height, height);
        foreach ((double X, double Y)[] contour in contours)
            mask.AddContour(contour, 0, height, 1);
        mask.Accumulate();
        return mask;
    }

    private static IEnumerable<double> Ink(CoverageMask mask) =>
        Enumerable.Range(0, mask.Width * mask.Height).Select(i => mask[i % mask.Width, i / mask.Width]);

    private static void Equal(double[] expected, CoverageMask mask, int row)
    {
        for (int x = 0; x < expected.Length; x++)
            Assert.Equal(expected[x], mask[x, row], Tolerance);
    }
}
