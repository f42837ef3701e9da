namespace Hush.Imaging.Files;

/// <summary>A named text that travels with an image, as PNG has them.</summary>
/// <param name="Keyword">1 to 79 Latin-1 characters, for example "Title" or "Author".</param>
/// <param name="Text">The text, lines ended by a line feed.</param>
/// <param name="Language">Its language (RFC 3066, "de"), or nothing.</param>
/// <param name="TranslatedKeyword">The keyword in that language, or nothing.</param>
public sealed record TextEntry(string Keyword, string Text, string Language = "", string TranslatedKeyword = "")
{
    /// <summary>Of the program that made the image.</summary>
    internal const string SoftwareKeyword = "Software";

    /// <summary>Of a remark, which JPEG has too.</summary>
    internal const string CommentKeyword = "Comment";

    /// <summary>Of XMP, which is kept apart: see <see cref="ImageMetadata.Xmp"/>.</summary>
    internal const string XmpKeyword = "XML:com.adobe.xmp";
}
