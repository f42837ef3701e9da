namespace Hush.Imaging.Files;

/// <summary>One family of image files; <see cref="ImageFormats"/> lists them all.</summary>
internal interface IImageCodec
{
    /// <summary>True if a file that begins so (up to <see cref="ImageFormats.StartLength"/> bytes) is of this family.</summary>
    bool Recognises(ReadOnlySpan<byte> start);

    /// <summary>Reads one image from the source's first byte on.</summary>
    Image Read(ImageSource source);

    /// <summary>Writes the image, rounded to its bit depth.</summary>
    /// <param name="image">What to write.</param>
    /// <param name="format">One of this family's formats.</param>
    /// <param name="output">Where to; not closed.</param>
    /// <param name="name">The file's name, for errors.</param>
    void Write(Image image, ImageFormat format, Stream output, string name);
}
