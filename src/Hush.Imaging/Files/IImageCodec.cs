namespace Hush.Imaging.Files;

/// <summary>Reads and writes a family of image formats; <see cref="ImageFormats"/> lists all codecs.</summary>
internal interface IImageCodec
{
    /// <summary>
    /// Whether a file with these first bytes (at most <see cref="ImageFormats.StartLength"/>) belongs to this family.
    /// </summary>
    bool Recognizes(ReadOnlySpan<byte> start);

    /// <summary>Reads the page that <see cref="ImageSource.ChoosePage"/> returns, starting at the source's first byte.</summary>
    Image Read(ImageSource source);

    /// <summary>Checks that a format can be written on this machine.</summary>
    /// <exception cref="ImageFormatException">The library that writes it is not installed.</exception>
    void CheckWriter(ImageFormat format, string name)
    {
    }

    /// <summary>
    /// Writes the image, rounded to the format's bit depth. The caller has checked that the format supports its channels and alpha.
    /// <paramref name="output"/> is not closed; <paramref name="name"/> is for error messages.
    /// </summary>
    void Write(Image image, ImageFormat format, ImageWriteOptions options, Stream output, string name);
}
