namespace Hush.Imaging.Files;

/// <summary>One family of image files; <see cref="ImageFormats"/> lists them all.</summary>
internal interface IImageCodec
{
    /// <summary>True if a file that begins so (up to <see cref="ImageFormats.StartLength"/> bytes) is of this family.</summary>
    bool Recognises(ReadOnlySpan<byte> start);

    /// <summary>Reads one image from the source's first byte on: the page that <see cref="ImageSource.ChoosePage"/> returns.</summary>
    Image Read(ImageSource source);

    /// <summary>Refuses a format that cannot be written here.</summary>
    /// <exception cref="ImageFormatException">What writes it is not installed.</exception>
    void CheckWriter(ImageFormat format, string name)
    {
    }

    /// <summary>Writes the image, rounded to the format's bit depth.</summary>
    /// <param name="image">What to write; the format has what it needs of alpha and colour.</param>
    /// <param name="format">One of this family's formats.</param>
    /// <param name="options">How it is compressed.</param>
    /// <param name="output">Where to; not closed.</param>
    /// <param name="name">The file's name, for errors.</param>
    void Write(Image image, ImageFormat format, ImageWriteOptions options, Stream output, string name);
}
