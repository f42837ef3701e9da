namespace Hush.Imaging.Files.Vips;

/// <summary>All formats that libvips reads and writes for us, if it is installed.</summary>
/// <param name="problem">Tells what is wrong with libvips here, null if it can be used. A parameter, so that tests can do without it.</param>
/// <param name="advice">Tells how to install it.</param>
internal sealed class VipsCodec(Func<string?> problem, Func<string> advice) : IImageCodec
{
    public VipsCodec()
        : this(() => VipsLibrary.Problem, VipsInstall.Advice)
    {
    }

    public bool Recognises(ReadOnlySpan<byte> start) => VipsKind.Of(start) is not null;

    public Image Read(ImageSource source)
    {
        VipsKind kind = VipsKind.Of(source.Peek(ImageFormats.StartLength))!;
        if (problem() is { } missing)
            throw source.Error($"libvips, which reads {kind.Name} files for Hush", missing, $"{advice()} Or convert the image to PNG.");
        return VipsReader.Read(source, kind);
    }

    public void CheckWriter(ImageFormat format, string name)
    {
        string kind = FormatTraits.Of(format).Name;
        if (problem() is { } missing)
        {
            throw new ImageFormatException(
                name, $"libvips, which writes {kind} files for Hush", missing, $"{advice()} Or write the image as .png.");
        }

        VipsWriter.Saver(format, name).Dispose();
    }

    public void Write(Image image, ImageFormat format, ImageWriteOptions options, Stream output, string name)
    {
        CheckWriter(format, name);
        output.Write(VipsWriter.Encode(image, FormatTraits.Of(format), options, name));
    }
}
