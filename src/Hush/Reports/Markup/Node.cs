using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Hush.Reports.Markup;

/// <summary>A node of markup that is both HTML and well-formed XML. Strings convert to escaped text.</summary>
/// <remarks>
/// Not System.Xml.Linq: it writes an empty element as <c>&lt;div /&gt;</c>, which HTML reads as a start tag, escapes the content of
/// style elements, and throws on characters that XML forbids, which file names may contain.
/// </remarks>
internal abstract class Node
{
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator Node?(string? text) => text is null ? null : new Text(text);

    public abstract void WriteTo(StringBuilder output);

    public override string ToString()
    {
        var output = new StringBuilder();
        WriteTo(output);
        return output.ToString();
    }
}

/// <summary>Plain text, escaped on output.</summary>
internal sealed class Text(string text) : Node
{
    public override void WriteTo(StringBuilder output) => Escape.Append(output, text);
}

/// <summary>A style sheet, written unescaped: HTML does not decode entities inside a style element.</summary>
internal sealed class StyleText(string css) : Node
{
    public override void WriteTo(StringBuilder output) => output.Append(css);
}
