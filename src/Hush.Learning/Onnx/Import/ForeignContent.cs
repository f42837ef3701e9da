using System.Text;

namespace Hush.Learning.Onnx.Import;

/// <summary>Recognizes files that are often found where a binary file is expected.</summary>
internal static class ForeignContent
{
    private const int HeadLength = 512;

    /// <summary>What a file is, and what to do, as the end of a sentence that begins with "is"; null if it may be binary data.</summary>
    public static string? Of(string path)
    {
        byte[] head = new byte[HeadLength];
        using FileStream stream = File.OpenRead(path);
        return Of(head.AsSpan(0, stream.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false)));
    }

    private static string? Of(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("PK\x03\x04"u8))
            return "a zip archive, such as a PyTorch checkpoint, not an ONNX file. Unpack it, or export the model with torch.onnx.export.";
        string text = Encoding.UTF8.GetString(head).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (text.StartsWith("version https://git-lfs.github.com/spec/", StringComparison.Ordinal))
            return "a Git LFS pointer, which stands for the file itself. Run 'git lfs pull' in its repository, or download the file.";
        if (IsMarkup(text, "<!doctype") || IsMarkup(text, "<html") || IsMarkup(text, "<?xml"))
            return "a web page, not an ONNX file. Download the file itself instead of the page that shows it.";
        return IsTextProto(text)
            ? "an ONNX model in text format. Hush reads the binary format: load and save it with the Python package onnx."
            : null;
    }

    private static bool IsMarkup(string text, string start) => text.StartsWith(start, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Text format begins with a field of the model. The first byte of a binary model is a tag below 0x80, rarely a letter.
    /// </summary>
    private static bool IsTextProto(string text) => new[] { "ir_version", "producer_name", "opset_import", "graph", "domain" }
        .Any(field => text.StartsWith(field, StringComparison.Ordinal) && text[field.Length..].TrimStart() is [':' or '{', ..]);
}
