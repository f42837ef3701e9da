using System.Text;

namespace Hush.Reports.Markup;

/// <summary>An element with attributes and children, built by chaining <see cref="Set(string, string)"/> and <see cref="Add"/>.</summary>
internal sealed class Element(string name) : Node
{
    // HTML elements without an end tag. All others need one, even if empty.
    private static readonly HashSet<string> Void = ["meta", "link", "img", "br", "col"];

    // A line break after these makes the source readable; within a paragraph it would become a space.
    private static readonly HashSet<string> Lines =
    [
        "html", "head", "body", "title", "meta", "link", "style", "header", "nav", "main", "footer", "section", "article", "div",
        "figure", "h1", "h2", "h3", "p", "ul", "ol", "li", "dl", "table", "thead", "tbody", "tfoot", "tr", "caption", "details",
        "svg", "g", "path", "rect", "circle", "line", "text", "desc", "pre",
    ];

    private readonly List<(string Name, string Value)> _attributes = [];
    private readonly List<Node> _children = [];

    public Element Set(string attribute, string value)
    {
        _attributes.Add((attribute, value));
        return this;
    }

    /// <summary>Sets a length or coordinate of a drawing.</summary>
    public Element Set(string attribute, double value) => Set(attribute, Format.Coordinate(value));

    public Element Class(string names) => Set("class", names);

    /// <summary>Appends children in order; null is skipped, so that parts can be omitted in place.</summary>
    public Element Add(params ReadOnlySpan<Node?> children)
    {
        foreach (Node? child in children)
        {
            if (child is not null)
                _children.Add(child);
        }

        return this;
    }

    public Element AddAll(IEnumerable<Node> children)
    {
        _children.AddRange(children);
        return this;
    }

    public override void WriteTo(StringBuilder output)
    {
        output.Append('<').Append(name);
        foreach ((string attribute, string value) in _attributes)
        {
            output.Append(' ').Append(attribute).Append("=\"");
            Escape.Append(output, value);
            output.Append('"');
        }

        if (Void.Contains(name))
        {
            output.Append(" />");
        }
        else
        {
            output.Append('>');
            foreach (Node child in _children)
                child.WriteTo(output);
            output.Append("</").Append(name).Append('>');
        }

        if (Lines.Contains(name))
            output.Append('\n');
    }
}
