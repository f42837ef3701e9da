using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Hush.Reports.Markup;

/// <summary>A piece of markup that is at once HTML and well-formed XML. Plain strings become escaped text.</summary>
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

/// <summary>Characters of the reader's text, escaped.</summary>
internal sealed class Text(string text) : Node
{
    public override void WriteTo(StringBuilder output) => Escape.Append(output, text);
}

/// <summary>Our own style sheet, written as it is: HTML reads no escapes inside a style element.</summary>
internal sealed class StyleText(string css) : Node
{
    public override void WriteTo(StringBuilder output) => output.Append(css);
}
