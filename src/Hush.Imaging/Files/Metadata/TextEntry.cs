namespace Hush.Imaging.Files;

/// <summary>A named text in the metadata of an image, as in PNG.</summary>
/// <param name="Keyword">1 to 79 Latin-1 characters, for example "Title" or "Author".</param>
/// <param name="Text">The text, with line feeds as line separators.</param>
/// <param name="Language">The language (RFC 3066), for example "de"; empty if unknown.</param>
/// <param name="TranslatedKeyword">The keyword in that language, or empty.</param>
internal sealed record TextEntry(string Keyword, string Text, string Language = "", string TranslatedKeyword = "")
{
    /// <summary>Keyword for the program that created the image.</summary>
    internal const string SoftwareKeyword = "Software";

    /// <summary>Keyword for a comment; also used for comments of a JPEG.</summary>
    internal const string CommentKeyword = "Comment";

    /// <summary>Keyword for XMP, which is stored in <see cref="ImageMetadata.Xmp"/>.</summary>
    internal const string XmpKeyword = "XML:com.adobe.xmp";
}
