using System.Globalization;

namespace Hush.Reports.Pictures.Fonts;

/// <summary>
/// Renders text for images from embedded outlines (<c>outlines.txt</c>). No system library is involved, so text has identical pixels on
/// every machine.
/// </summary>
internal static class Typeface
{
    /// <summary>Height of a capital letter, as a fraction of the type size.</summary>
    public const double CapHeight = 2048.0 / 2816;

    private const int CurveSegments = 12;           // per curve; a letter of 128 pixels still looks round

    private static readonly Lazy<Dictionary<char, Glyph>> s_glyphs = new(Read);

    /// <summary>Width of a text in pixels.</summary>
    /// <param name="text">Characters without an outline count as a question mark.</param>
    /// <param name="size">Type size (1 em) in pixels.</param>
    public static double Width(string text, double size) => text.Sum(c => GlyphOf(c).Advance) * size;

    /// <summary>Renders a text to a coverage mask.</summary>
    /// <param name="text">Characters without an outline are drawn as a question mark.</param>
    /// <param name="size">Type size (1 em) in pixels.</param>
    /// <returns>A mask as wide as the text, rounded up, with the baseline at <see cref="CoverageMask.Baseline"/>.</returns>
    public static CoverageMask Draw(string text, double size)
    {
        int above = (int)Math.Ceiling(size), below = (int)Math.Ceiling(0.3 * size);
        var mask = new CoverageMask(Math.Max(1, (int)Math.Ceiling(Width(text, size))), above + below, above);
        double left = 0;
        foreach (char character in text)
        {
            Glyph glyph = GlyphOf(character);
            foreach ((double X, double Y)[] contour in glyph.Contours)
                mask.AddContour(contour, left, above, size);
            left += glyph.Advance * size;
        }

        mask.Accumulate();
        return mask;
    }

    private static Glyph GlyphOf(char character) => s_glyphs.Value.TryGetValue(character, out Glyph? glyph) ? glyph : s_glyphs.Value['?'];

    private static Dictionary<char, Glyph> Read()
    {
        var glyphs = new Dictionary<char, Glyph>();
        double em = 1;
        foreach (string line in EmbeddedText.Read("outlines.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] fields = line.Split(' ', 3);
            if (fields[0] == "em")
                em = Number(fields[1]);
            else if (fields[0] != "#")
                glyphs[(char)int.Parse(fields[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture)] =
                    new Glyph(Number(fields[1]) / em, fields.Length < 3 ? [] : Contours(fields[2], em));
        }

        return glyphs;
    }

    // Converts curves to line segments.
    private static (double X, double Y)[][] Contours(string outline, double em) =>
        [.. outline.Split('Z', StringSplitOptions.RemoveEmptyEntries).Select(contour => Contour(contour, em))];

    private static (double X, double Y)[] Contour(string outline, double em)
    {
        var points = new List<(double X, double Y)>();
        for (int start = 0; start < outline.Length;)
        {
            int end = outline.AsSpan(start + 1).IndexOfAny('L', 'C') is >= 0 and int at ? start + 1 + at : outline.Length;
            double[] v = [.. outline[(start + 1)..end].Split(' ').Select(n => Number(n) / em)];
            if (outline[start] == 'C')
                AddCurve(points, v);
            else
                points.Add((v[0], v[1]));
            start = end;
        }

        return [.. points];
    }

    private static void AddCurve(List<(double X, double Y)> points, double[] v)
    {
        (double x, double y) = points[^1];
        for (int i = 1; i <= CurveSegments; i++)
        {
            double t = (double)i / CurveSegments, s = 1 - t;
            double a = s * s * s, b = 3 * s * s * t, c = 3 * s * t * t, d = t * t * t;
            points.Add(((a * x) + (b * v[0]) + (c * v[2]) + (d * v[4]), (a * y) + (b * v[1]) + (c * v[3]) + (d * v[5])));
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>A glyph in units of 1 em, with y upward from the baseline.</summary>
    private sealed record Glyph(double Advance, (double X, double Y)[][] Contours);
}
