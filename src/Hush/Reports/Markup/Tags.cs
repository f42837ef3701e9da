namespace Hush.Reports.Markup;

/// <summary>Short factory methods that make sections read like the page they produce.</summary>
internal static class Tags
{
    public static Element Tag(string name) => new(name);

    public static Element Tag(string name, string classes) => new Element(name).Class(classes);

    public static Element Paragraph(string classes, params ReadOnlySpan<Node?> content) => Tag("p", classes).Add(content);
}
