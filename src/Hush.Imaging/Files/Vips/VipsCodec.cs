namespace Hush.Imaging.Files.Vips;

/// <summary>All formats read and written with libvips: the bundled one, or for HEIC and JPEG XL one installed on the system.</summary>
/// <param name="find">Finds a libvips for a format, given whether the bundled one supports it. Tests replace it.</param>
/// <param name="advice">Returns how to install libvips.</param>
internal sealed class VipsCodec(Func<bool, VipsFound> find, Func<string> advice) : IImageCodec
{
    public VipsCodec()
        : this(VipsLibrary.Find, VipsInstall.Advice)
    {
    }

    public bool Recognizes(ReadOnlySpan<byte> start) => VipsKind.Of(start) is not null;

    public Image Read(ImageSource source)
    {
        VipsKind kind = VipsKind.Of(source.Peek(ImageFormats.StartLength))!;
        VipsFound found = find(kind.IsBundled);
        if (found.Library is { } library)
            return VipsReader.Read(library, source, kind);
        string other = kind.IsBundled ? "PNG" : "PNG or JPEG";
        throw new ImageFormatException(
            source.Name, Needed(kind.Name, kind.IsBundled), found.Problem, $"{Install(kind.IsBundled)} Or convert the image to {other}.")
        {
            IsLibraryMissing = true,
        };
    }

    public void CheckWriter(ImageFormat format, string name)
    {
        using (VipsWriter.Saver(Library(format, name), format, name))
        {
        }
    }

    public void Write(Image image, ImageFormat format, ImageWriteOptions options, Stream output, string name)
    {
        CheckWriter(format, name);
        output.Write(VipsWriter.Encode(Library(format, name), image, FormatTraits.Of(format), options, name));
    }

    private VipsLibrary Library(ImageFormat format, string name)
    {
        bool isBundled = format is not (ImageFormat.Heic or ImageFormat.Jxl);
        VipsFound found = find(isBundled);
        string other = isBundled ? ".png" : ".png or .jpg";
        return found.Library
            ?? throw new ImageFormatException(
                name, Needed(FormatTraits.Of(format).Name, isBundled), found.Problem,
                $"{Install(isBundled)} Or write the image as {other}.")
            {
                IsLibraryMissing = true,
            };
    }

    private static string Needed(string kind, bool isBundled) =>
        $"{(isBundled ? "the libvips that comes with Hush" : "an installed libvips")}, which Hush needs for {kind}";

    private string Install(bool isBundled) => isBundled
        ? "Unset HUSH_LIBVIPS if it is set, and keep the program's native libraries next to it."
        : $"{advice()} If it is in another folder, set HUSH_LIBVIPS to that folder.";
}
