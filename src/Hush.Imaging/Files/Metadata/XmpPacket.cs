using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Hush.Imaging.Files;

/// <summary>Reads values from XMP and removes claims that no longer hold. Packets without such claims are kept byte for byte.</summary>
internal static class XmpPacket
{
    private const string Note = "http://ns.adobe.com/xmp/note/", Extension = "HasExtendedXMP";
    private const string Basic = "http://ns.adobe.com/xap/1.0/", Thumbnail = "http://ns.adobe.com/xap/1.0/g/img/";
    private const string Camera = "http://ns.google.com/photos/1.0/camera/";

    /// <summary>The namespaces of HDR gain maps and of directories of the data after the image.</summary>
    private static readonly string[] Attachments =
    [
        GainMap, "http://ns.google.com/photos/1.0/container/", "http://ns.google.com/photos/1.0/container/item/",
        "http://ns.google.com/photos/dd/1.0/container/", "http://ns.google.com/photos/dd/1.0/item/",
    ];

    public const string GainMap = "http://ns.adobe.com/hdr-gain-map/1.0/";

    /// <summary>True if the packet declares a video after the image.</summary>
    public static bool HasVideo(ReadOnlySpan<byte> xmp) => xmp.IndexOf("MicroVideo"u8) >= 0 || xmp.IndexOf("MotionPhoto"u8) >= 0;

    /// <summary>The digest of the extended packet, 32 hexadecimal digits; null if none is declared.</summary>
    public static string? ExtensionDigest(ReadOnlySpan<byte> xmp)
    {
        const int Digits = 32, Near = 20;
        int name = xmp.IndexOf("HasExtendedXMP"u8);
        for (int at = name + Extension.Length; name >= 0 && at < name + Extension.Length + Near && at + Digits <= xmp.Length; at++)
        {
            if (Ascii.IsValid(xmp.Slice(at, Digits))
                && Encoding.ASCII.GetString(xmp.Slice(at, Digits)) is var digest && digest.All(char.IsAsciiHexDigit))
                return digest;
        }

        return null;
    }

    /// <summary>A packet that only points to an extended packet.</summary>
    public static byte[] PointingTo(string digest) => Encoding.UTF8.GetBytes(
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description " +
        "rdf:about=\"\" " +
        $"xmlns:xmpNote=\"{Note}\" xmpNote:{Extension}=\"{digest}\"/></rdf:RDF></x:xmpmeta>");

    /// <summary>The packet without its reference to an extended packet.</summary>
    public static ReadOnlyMemory<byte> WithoutExtension(ReadOnlyMemory<byte> xmp) =>
        xmp.Span.IndexOf("HasExtendedXMP"u8) < 0 ? xmp : RemoveExtension(xmp);

    /// <summary>The packet without references to a gain map, a video or further images after the image.</summary>
    public static ReadOnlyMemory<byte> WithoutAttachments(ReadOnlyMemory<byte> xmp) =>
        HasVideo(xmp.Span) || Array.Exists(Attachments, a => xmp.Span.IndexOf(Encoding.ASCII.GetBytes(a)) >= 0)
            ? RemoveAttachments(xmp)
            : xmp;

    /// <summary>The packet without thumbnails.</summary>
    public static ReadOnlyMemory<byte> WithoutThumbnails(ReadOnlyMemory<byte> xmp) =>
        xmp.Span.IndexOf("http://ns.adobe.com/xap/1.0/g/img/"u8) < 0 ? xmp : RemoveThumbnails(xmp);

    // Separate methods, so that images without such claims do not load the XML library.
    private static ReadOnlyMemory<byte> RemoveExtension(ReadOnlyMemory<byte> xmp) =>
        Without(xmp, name => name.NamespaceName == Note && name.LocalName == Extension, [Note]);

    private static ReadOnlyMemory<byte> RemoveAttachments(ReadOnlyMemory<byte> xmp) => Without(
        xmp,
        name => Attachments.Contains(name.NamespaceName)
            || (name.NamespaceName == Camera
                && (name.LocalName.StartsWith("MicroVideo", StringComparison.Ordinal)
                || name.LocalName.StartsWith("MotionPhoto", StringComparison.Ordinal))),
        Attachments);

    private static ReadOnlyMemory<byte> RemoveThumbnails(ReadOnlyMemory<byte> xmp) =>
        Without(xmp, name =>
            name.NamespaceName == Thumbnail || (name.NamespaceName == Basic && name.LocalName == "Thumbnails"), [Thumbnail]);

    /// <summary>
    /// Removes elements and attributes by name, and the declarations of some namespaces. Returns the same bytes if the packet is not
    /// valid XML, and nothing if its root is removed.
    /// </summary>
    private static ReadOnlyMemory<byte> Without(ReadOnlyMemory<byte> xmp, Predicate<XName> unwanted, string[] namespaces)
    {
        try
        {
            using var stream = new MemoryStream(xmp.Span.TrimEnd((byte)0).ToArray());
            using var reader = XmlReader.Create(stream,
                new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            XDocument document = XDocument.Load(reader, LoadOptions.PreserveWhitespace);
            foreach (XElement element in document.Descendants().Where(e => unwanted(e.Name)).ToList())
                element.Remove();
            if (document.Root is null)
                return default;
            foreach (XElement element in document.Descendants())
                element.Attributes().Where(a => unwanted(a.Name) || (a.IsNamespaceDeclaration && namespaces.Contains(a.Value))).Remove();
            using var result = new MemoryStream();
            var settings = new XmlWriterSettings
            {
                Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
                OmitXmlDeclaration = document.Declaration is null,
            };
            using (var writer = XmlWriter.Create(result, settings))
                document.Save(writer);
            return result.ToArray();
        }
        catch (Exception e) when (e is XmlException or InvalidOperationException or ArgumentException)
        {
            return xmp;
        }
    }
}
