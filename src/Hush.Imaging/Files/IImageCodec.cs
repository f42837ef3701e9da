namespace Hush.Imaging.Files;

/// <summary>Reads and writes a family of image formats; <see cref="ImageFormats"/> lists all codecs.</summary>
internal interface IImageCodec
{
    /// <summary>
    /// Whether a file with these first bytes (at most <see cref="ImageFormats.StartLength"/>) belongs to this family.
    /// </summary>
    bool Recognises(ReadOnlySpan<byte> start);

    /// <summary>Reads the page that <see cref="ImageSource.ChoosePage"/> returns, starting at the source's first byte.</summary>
    Image Read(ImageSource source);

    /// <summary>Checks that a format can be written on this machine.</summary>
    /// <exception cref="ImageFormatException">The library that writes it is not installed.</exception>
    void CheckWriter(ImageFormat format, string name)
    {
    }

    /// <summary>Writes the image, rounded to the format's bit depth.</summary>
    /// <param name="image">The image; the caller has checked that the format supports its channels and alpha.</param>
    /// <param name="format">A format of this family.</param>
    /// <param name="options">Compression settings.</param>
    /// <param name="output">The destination; not closed.</param>
    /// <param name="name">The file's name for error messages.</param>
    void Write(Image image, ImageFormat format, ImageWriteOptions options, Stream output, string name);
}
