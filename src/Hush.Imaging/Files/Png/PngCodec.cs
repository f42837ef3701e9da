namespace Hush.Imaging.Files.Png;

/// <summary>
/// Portable Network Graphics, third edition: https://www.w3.org/TR/png-3/. Of animations, only the first image is read.
/// </summary>
internal sealed class PngCodec : IImageCodec
{
    /// <summary>"PNG" surrounded by bytes that a text-mode transfer would change.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Accepts most of the signature: damage to the rest has its own error message.</summary>
    public bool Recognizes(ReadOnlySpan<byte> start)
    {
        int same = 0;
        for (int i = 0; i < Math.Min(start.Length, Signature.Length); i++)
            same += start[i] == Signature[i] ? 1 : 0;
        return same >= 6 || start.StartsWith(Signature[..4]);
    }

    public Image Read(ImageSource source) => new PngReader(source).Read();

    public void Write(Image image, ImageFormat format, ImageWriteOptions options, Stream output, string name) =>
        PngWriter.Write(image, output);
}
