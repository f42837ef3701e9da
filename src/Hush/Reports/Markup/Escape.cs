using System.Text;

namespace Hush.Reports.Markup;

/// <summary>Escapes text for HTML and XML, in elements and quoted attributes.</summary>
internal static class Escape
{
    /// <summary>Appends the text with &amp; &lt; &gt; &quot; &apos; as entities, and characters that XML forbids as U+FFFD.</summary>
    public static void Append(StringBuilder output, string text)
    {
        foreach (Rune rune in text.EnumerateRunes())             // a lone surrogate becomes U+FFFD
        {
            switch (rune.Value)
            {
                case '&': output.Append("&amp;"); break;
                case '<': output.Append("&lt;"); break;
                case '>': output.Append("&gt;"); break;
                case '"': output.Append("&quot;"); break;
                case '\'': output.Append("&#39;"); break;
                case '\t' or '\n': output.Append((char)rune.Value); break;
                case '\r': break;
                case < 0x20 or (>= 0x7F and < 0xA0) or 0xFFFE or 0xFFFF: output.Append('\uFFFD'); break;
                default: output.Append(rune.ToString()); break;
            }
        }
    }
}
