namespace Hush.Imaging.Files.Pnm;

/// <summary>Portable any map: bits (P1, P4), gray (P2, P5) and color (P3, P6), as text or binary.</summary>
/// <remarks>https://netpbm.sourceforge.net/doc/pnm.html</remarks>
internal sealed class PnmCodec : IImageCodec
{
    public bool Recognizes(ReadOnlySpan<byte> start) =>
        start.Length >= 2 && start[0] == 'P' && start[1] is >= (byte)'1' and <= (byte)'6';

    public Image Read(ImageSource source) => PnmReader.Read(source);

    public void Write(Image image, ImageFormat format, ImageWriteOptions options, Stream output, string name) =>
        PnmWriter.Write(image, output);
}
