using Hush.Reports.Markup;
using static Hush.Reports.Markup.Tags;

namespace Hush.Reports.Sections;

/// <summary>A score on the scale at the top of the page; null or non-finite if there is none. The class sets color and shape.</summary>
internal sealed record ScoreMark(string Class, string Name, double? Score);

/// <summary>A line with a mark for each score, and their labels below in the same order.</summary>
internal static class ScoreScale
{
    /// <summary>
    /// The marks from the lowest score on the left to the highest on the right; null unless there are two different scores.
    /// </summary>
    public static Element? Track(IReadOnlyList<ScoreMark> marks)
    {
        ScoreMark[] placed = [.. Ordered(marks).Where(m => m.Score is { } s && double.IsFinite(s))];
        if (placed.Length < 2 || placed[^1].Score - placed[0].Score < 1e-9)
            return null;
        double min = placed[0].Score!.Value, range = placed[^1].Score!.Value - min;
        Element track = Tag("div", "track").Set("aria-hidden", "true");
        if (placed.FirstOrDefault(m => m.Class == "noisy") is { } noisy
            && placed.FirstOrDefault(m => m.Class == "denoised") is { } denoised)
        {
            double from = Place(noisy), to = Place(denoised);
            track.Add(Tag("i", from <= to ? "span" : "span falling").Set(
                "style", $"left:{Format.Coordinate(Math.Min(from, to))}%;width:{Format.Coordinate(Math.Abs(to - from))}%"));
        }

        return track.AddAll(placed.Select(m => Tag("i", "mark " + m.Class).Set("style", $"left:{Format.Coordinate(Place(m))}%")));

        double Place(ScoreMark mark) => 4 + (92 * (mark.Score!.Value - min) / range);
    }

    /// <summary>Name and value of each score, in the order of <see cref="Track"/>.</summary>
    public static Element Key(IReadOnlyList<ScoreMark> marks, int decimals) => Tag("ul", "key").AddAll(Ordered(marks).Select(m =>
        Tag("li", m.Class).Add(
            Tag("span", "name").Add(Tag("i", "mark " + m.Class).Set("aria-hidden", "true"), m.Name), " ",
            Tag("b").Add(Format.Fixed(m.Score, decimals)))));

    // Equal scores keep their order; missing ones come last.
    private static IEnumerable<ScoreMark> Ordered(IReadOnlyList<ScoreMark> marks) =>
        marks.OrderBy(m => m.Score is { } s && !double.IsNaN(s) ? s : double.PositiveInfinity);
}
