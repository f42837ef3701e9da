using static Hush.Reports.Markup.Tags;

namespace Hush.Reports.Markup;

/// <summary>Common parts of the report: sections with a heading, tables, and the table behind a chart.</summary>
internal static class Html
{
    /// <summary>A section that the table of contents can link to.</summary>
    public static Element Section(string id, string heading, string? lead) =>
        Tag("section").Set("id", id).Set("aria-labelledby", id + "-heading")
            .Add(Tag("h2").Set("id", id + "-heading").Add(heading), lead is null ? null : Paragraph("lead", lead));

    /// <summary>A table of numbers with row headers in the first column.</summary>
    public static Element Table(string caption, IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        Element head = Tag("tr").AddAll(heads.Select(h => Tag("th").Set("scope", "col").Add(h)));
        Element body = Tag("tbody");
        foreach (IReadOnlyList<string> row in rows)
        {
            body.Add(Tag("tr").Add(Tag("th").Set("scope", "row").Add(row[0]))
                .AddAll(row.Skip(1).Select(cell => Tag("td").Add(cell))));
        }

        return Scrolling(caption, Tag("table", "numbers").Add(Caption(caption), Tag("thead").Add(head), body));
    }

    /// <summary>A caption that stays in view when the table is scrolled horizontally.</summary>
    public static Element Caption(string text) => Tag("caption").Add(Tag("span").Add(text));

    /// <summary>A container that scrolls horizontally, also by keyboard, if its table is wider than the page.</summary>
    public static Element Scrolling(string name, Element table) =>
        Tag("div", "scroll").Set("role", "group").Set("aria-label", name).Set("tabindex", "0").Add(table);

    /// <summary>A collapsed section with the numbers behind a chart.</summary>
    public static Element Details(string summary, Element content) =>
        Tag("details").Add(Tag("summary").Add(summary), content);

    /// <summary>A list of names and values. Pairs without a value are left out; null if none is left.</summary>
    public static Element? Facts(string classes, params ReadOnlySpan<(string Name, Node? Value)> facts)
    {
        Element list = Tag("dl", classes);
        bool any = false;
        foreach ((string factName, Node? value) in facts)
        {
            if (value is null)
                continue;
            list.Add(Tag("div").Add(Tag("dt").Add(factName), Tag("dd").Add(value)));
            any = true;
        }

        return any ? list : null;
    }
}
