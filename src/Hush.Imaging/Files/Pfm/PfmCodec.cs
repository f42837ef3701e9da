namespace Hush.Imaging.Files.Pfm;

/// <summary>Portable float map: 32-bit floats, gray (Pf) or color (PF), rows from bottom to top.</summary>
/// <remarks>https://www.pauldebevec.com/Research/HDR/PFM/</remarks>
internal sealed class PfmCodec : IImageCodec
{
    public bool Recognizes(ReadOnlySpan<byte> start) =>
        start.Length >= 3 && start[0] == 'P' && start[1] is (byte)'f' or (byte)'F' && start[2] is (byte)' ' or (>= 9 and <= 13);

    public Image Read(ImageSource source) => PfmReader.Read(source);

    public void Write(Image image, ImageFormat format, ImageWriteOptions options, Stream output, string name) =>
        PfmWriter.Write(image, output);
}
