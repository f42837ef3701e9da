namespace Hush.Imaging.Files.Png;

/// <summary>Portable Network Graphics, third edition: https://www.w3.org/TR/png-3/ (without animation).</summary>
internal sealed class PngCodec : IImageCodec
{
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    public bool Recognises(ReadOnlySpan<byte> start) => start.StartsWith(Signature[..4]);      // the rest is checked with its own message

    public Image Read(ImageSource source) => new PngReader(source).Read();

    public void Write(Image image, ImageFormat format, Stream output, string name) => PngWriter.Write(image, output);
}
