using System.Runtime.InteropServices;
using Hush.Numerics;

namespace Hush.Imaging.Files.Vips;

/// <summary>Reads one image with a loader of libvips: header, checks, metadata, then the pixels in strips of rows.</summary>
internal static unsafe class VipsReader
{
    private const int Sequential = 1, FailOnTruncated = 1;
    private const int StripRows = 64;
    private const string Advice = "The file is damaged: copy or download it again. If other programs show it, convert it to PNG.";

    public static Image Read(ImageSource source, VipsKind kind)
    {
        long length = source.Remaining;
        source.CheckMemory(length);
        void* data = NativeMemory.Alloc((nuint)Math.Max(1, length));
        try
        {
            for (long at = 0; at < length;)
            {
                int count = (int)Math.Min(1 << 20, length - at);
                source.Read(new Span<byte>((byte*)data + at, count), "the file");
                at += count;
            }

            using VipsImage image = Open(source, kind, (nint)data, (nuint)length);
            return Read(source, kind, image, length, (nint)data);
        }
        finally
        {
            NativeMemory.Free(data);
        }
    }

    private static VipsImage Open(ImageSource source, VipsKind kind, nint data, nuint length)
    {
        using VipsOperation? loader = VipsOperation.Find(kind.Loader);
        if (loader is null || loader.IsBlocked)
        {
            string why = loader is null ? $"one (version {VipsLibrary.Version}) without it"
                : $"one (version {VipsLibrary.Version}) that does not trust its own code for it";
            throw source.Error($"a libvips that reads {kind.Name}", why, "Convert the image to PNG with another program.");
        }

        loader.Set("buffer", data, length).Set("access", Sequential).Set("fail-on", FailOnTruncated);
        return loader.Run() ? loader.Image("out") : throw Damaged(source, kind);
    }

    private static Image Read(ImageSource source, VipsKind kind, VipsImage image, long fileLength, nint data)
    {
        VipsLayout layout = VipsLayout.Of(source, kind, image);
        source.CheckSize(image.Width, image.Height, layout.Channels, layout.ExtraBytes + (kind.WholeImage ? layout.PixelBytes : 0));
        source.CheckMemory(fileLength + ((long)image.Width * image.Height * ((4 * layout.Channels) + layout.ExtraBytes)));
        var (metadata, notes) = VipsMetadata.Read(source, kind, image, new UnmanagedMemory(data, fileLength));
        var shape = new Shape(1, image.Height, image.Width, layout.Channels);
        using var builder = new ImageBuilder(shape, layout.HasAlpha, layout.BitDepth, layout.White);
        nint region = VipsNative.NewRegion(image.Handle);
        try
        {
            for (int y = 0; y < image.Height; y += StripRows)
            {
                int rows = Math.Min(StripRows, image.Height - y);
                nint strip = VipsNative.Fetch(region, 0, y, image.Width, rows, out nuint length);
                if (strip == 0)
                    throw Damaged(source, kind);
                try
                {
                    layout.Place(builder, y, rows, new ReadOnlySpan<byte>((void*)strip, checked((int)length)));
                }
                finally
                {
                    GLibNative.Free(strip);
                }
            }
        }
        finally
        {
            GLibNative.Unref(region);
        }

        return builder.Finish(metadata, notes);
    }

    private static ImageFormatException Damaged(ImageSource source, VipsKind kind) =>
        source.Error($"a whole {kind.Name} file", $"one that libvips refuses ({VipsError.Take()})", Advice);
}
