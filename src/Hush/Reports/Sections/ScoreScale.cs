using Hush.Reports.Markup;
using static Hush.Reports.Markup.Tags;

namespace Hush.Reports.Sections;

/// <summary>A score on the scale of the page's top.</summary>
/// <param name="Class">Chooses color and shape.</param>
/// <param name="Name">Its label.</param>
/// <param name="Score">Null or not finite where there is none to place.</param>
internal sealed record ScoreMark(string Class, string Name, double? Score);

/// <summary>A line with a mark for each score, and their labels below in the order of the marks.</summary>
internal static class ScoreScale
{
    /// <summary>
    /// The marks from the lowest score at the left to the highest at the right; null where there are not two different scores.
    /// </summary>
    public static Element? Track(IReadOnlyList<ScoreMark> marks)
    {
        ScoreMark[] placed = [.. Ordered(marks).Where(m => m.Score is { } s && double.IsFinite(s))];
        if (placed.Length < 2 || placed[^1].Score - placed[0].Score < 1e-9)
            return null;
        double min = placed[0].Score!.Value, range = placed[^1].Score!.Value - min;
        Element track = Tag("div", "track").Set("aria-hidden", "true");
        if (placed.FirstOrDefault(m => m.Class == "noisy") is { } noisy && placed.FirstOrDefault(m => m.Class == "denoised") is { } denoised)
        {
            double from = Place(noisy), to = Place(denoised);
            track.Add(Tag("i", from <= to ? "span" : "span falling").Set(
                "style", $"left:{Format.Coordinate(Math.Min(from, to))}%;width:{Format.Coordinate(Math.Abs(to - from))}%"));
        }

        return track.AddAll(placed.Select(m => Tag("i", "mark " + m.Class).Set("style", $"left:{Format.Coordinate(Place(m))}%")));

        double Place(ScoreMark mark) => 4 + (92 * (mark.Score!.Value - min) / range);
    }

    /// <summary>Name and number of each score, in the order of <see cref="Track"/>.</summary>
    public static Element Key(IReadOnlyList<ScoreMark> marks, int decimals) => Tag("ul", "key").AddAll(Ordered(marks).Select(m =>
        Tag("li", m.Class).Add(
            Tag("span", "name").Add(Tag("i", "mark " + m.Class).Set("aria-hidden", "true"), m.Name), " ",
            Tag("b").Add(Format.Fixed(m.Score, decimals)))));

    // Equal scores keep their order; one that is missing comes last.
    private static IEnumerable<ScoreMark> Ordered(IReadOnlyList<ScoreMark> marks) =>
        marks.OrderBy(m => m.Score is { } s && !double.IsNaN(s) ? s : double.PositiveInfinity);
}
