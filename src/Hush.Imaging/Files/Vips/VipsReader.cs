using System.Runtime.InteropServices;
using Hush.Imaging.Files.Containers;

namespace Hush.Imaging.Files.Vips;

/// <summary>Reads one image with a libvips loader: header, checks, metadata, then the pixels in strips of rows.</summary>
internal sealed unsafe class VipsReader
{
    private const int Sequential = 1, FailOnError = 2;
    private const int StripRows = 64;
    private const int Ending = 2;       // room to append a missing end marker
    private const string Advice = "The file is damaged: copy or download it again. If other programs show it, convert it to PNG.";

    private readonly VipsLibrary _library;
    private readonly ImageSource _source;
    private readonly VipsKind _kind;
    private readonly byte* _data;
    private readonly List<string> _notes = [];
    private readonly long _length;
    private string? _unusual;       // a feature of the file that some builds of libvips do not support

    private VipsReader(VipsLibrary library, ImageSource source, VipsKind kind, byte* data, long length)
    {
        (_library, _source, _kind, _length) = (library, source, kind, length);
        _data = data;
    }

    public static Image Read(VipsLibrary library, ImageSource source, VipsKind kind)
    {
        long length = source.Remaining;
        source.CheckMemory(length);
        void* data = NativeMemory.Alloc((nuint)length + Ending);
        try
        {
            for (long at = 0; at < length;)
            {
                int count = (int)Math.Min(1 << 20, length - at);
                source.Read(new Span<byte>((byte*)data + at, count), "the file");
                at += count;
            }

            return new VipsReader(library, source, kind, (byte*)data, length).Read();
        }
        finally
        {
            NativeMemory.Free(data);
        }
    }

    private Image Read()
    {
        if (_kind.IsTiff)
            return ReadTiff();
        return _kind.IsJpeg ? ReadJpeg() : ReadFrame();
    }

    private Image ReadTiff()
    {
        var file = new TiffFile((nint)_data, _length);
        if (file.Pages.Count == 0)
            throw Damaged("it has no image directory");
        TiffDirectory page = file.Pages[_source.ChoosePage(file.Pages.Count) - 1];
        TiffSamples.EnsureSupported(_source, page);
        _unusual = TiffSamples.UnusualCompression(page);
        file.MakeFirst(page);
        if (TiffDescription.Correct(file, page) is { } corrected)
            _notes.Add(corrected);
        if (file.Pages.Count > 1)
            _notes.Add($"Only page {_source.Limits.Page} of its {file.Pages.Count} pages is read.");
        using VipsImage image = Open(page: 1);
        return Decode(image, file);
    }

    private Image ReadJpeg()
    {
        CheckJpegPage();
        (_data[_length], _data[_length + 1]) = (0xFF, 0xD9);        // for files without an end marker; a second marker is harmless
        Task<Image>? decoding = null;
        string[] notes;
        try
        {
            notes = [.. JpegNotes(JpegCheck.Of(new ReadOnlySpan<byte>(_data, (int)Math.Min(_length, int.MaxValue)), StartDecoding))];
        }
        catch
        {
            Discard(decoding);
            throw;
        }

        Image image = decoding is null ? DecodeJpeg() : decoding.GetAwaiter().GetResult();
        return notes.Length == 0 ? image : image.WithNotes(notes);

        void StartDecoding(JpegCheck frame)
        {
            int channels = frame.Channels, kept = frame.IsProgressive ? 2 : 1;
            _source.CheckSize(frame.Width, frame.Height, channels == 1 ? 1 : 3, kept * channels, _length);
            decoding = Task.Run(DecodeJpeg);
        }
    }

    private void CheckJpegPage()
    {
        if (_source.Limits.Page is > 1 and { } page
            && JpegAttachments.Images(JpegSegments.Of(new UnmanagedMemory((nint)_data, _length).Memory)) is > 1 and var images)
        {
            throw _source.Error(
                $"page 1, the only image that is read from a JPEG with {images} images (multi-picture format)", $"page {page}",
                "Read page 1, or extract the others as JPEG images, for example with ExifTool.");
        }

        _source.ChoosePage(1);
    }

    private Image DecodeJpeg()
    {
        using VipsImage image = Open(page: 1);
        return Decode(image, null);
    }

    /// <summary>Notes on defects of a JPEG that can still be read.</summary>
    /// <exception cref="ImageFormatException">The file cannot be read.</exception>
    private IEnumerable<string> JpegNotes(JpegCheck check)
    {
        if (check.Unsupported is { } kind)
            throw _source.Error("a JPEG that Hush supports", kind, "The file is not damaged. Convert it to a standard JPEG or to PNG.");
        if (check.Damage is { } damage)
            throw Damaged(damage);
        if (!check.HasEnd && !check.IsComplete)
            throw Damaged("its end is missing");
        if (!check.HasEnd)
            yield return "Its end marker is missing; the image itself is complete.";
        else if (!check.IsComplete)
            yield return "Its last scans are missing, so fine detail is lost.";
        if (check.Leftover > 0)
            yield return $"It has unused image data ({check.Leftover} bytes). If part of the image looks wrong, the file is damaged.";
    }

    /// <summary>Waits until the file is no longer in use, and discards the image.</summary>
    private static void Discard(Task<Image>? decoding)
    {
        try
        {
            decoding?.Wait();
            decoding?.Result.Dispose();
        }
        catch (AggregateException)
        {
        }
    }

    /// <summary>Reads WebP, GIF, AVIF and other formats that report their number of frames when opened.</summary>
    private Image ReadFrame()
    {
        VipsImage image = Open(page: 1);
        try
        {
            int frames = image.Number("n-pages") ?? 1, frame = _source.ChoosePage(frames);
            if (frames > 1)
                _notes.Add($"Only frame {frame} of its {frames} frames is read.");
            if (frame > 1)
            {
                image.Dispose();
                image = Open(frame);
            }

            return Decode(image, null);
        }
        finally
        {
            image.Dispose();
        }
    }

    private VipsImage Open(int page)
    {
        VipsError.Take(_library);       // discard messages of earlier failures
        using VipsOperation? loader = VipsOperation.Find(_library, _kind.Loader);
        if (loader is null || loader.IsBlocked)
        {
            string why = loader is null ? $"one (version {_library.Version}) without it"
                : $"one (version {_library.Version}) that marks this loader as untrusted";
            throw new ImageFormatException(
                _source.Name, $"a libvips that reads {_kind.Name}", why, "Convert the image to PNG with another program.")
            {
                IsLibraryMissing = true,
            };
        }

        loader.Set("buffer", (nint)_data, (nuint)(_kind.IsJpeg ? _length + Ending : _length)).Set("access", Sequential)
            .Set("fail-on", FailOnError);
        if (page > 1)
            loader.Set("page", page - 1);
        return loader.Run() ? loader.Image("out") : throw Damaged(VipsError.Take(_library));
    }

    private Image Decode(VipsImage image, TiffFile? tiff)
    {
        if (image.Colors == VipsColors.Cmyk)
        {
            using VipsImage rgb = ToRgb(image);
            return Decode(rgb, tiff);
        }

        VipsLayout layout = VipsLayout.Of(_source, _kind, image);
        _source.CheckSize(image.Width, image.Height, layout.Channels, layout.ExtraBytes + (_kind.WholeImage ? layout.PixelBytes : 0),
            _length);
        ImageMetadata metadata =
            VipsMetadata.Read(_source, _kind, image, new UnmanagedMemory((nint)_data, _length), tiff?.Structure, _notes);
        var shape = new Shape(1, image.Height, image.Width, layout.Channels);
        using var builder = new ImageBuilder(shape, layout.HasAlpha, layout.BitDepth, layout.White);
        VipsFunctions functions = _library.Functions;
        nint region = functions.NewRegion(image.Handle);
        if (region == 0)
            throw Damaged(VipsError.Take(_library));
        try
        {
            for (int y = 0; y < image.Height; y += StripRows)
            {
                int rows = Math.Min(StripRows, image.Height - y);
                nuint length;
                nint strip = functions.Fetch(region, 0, y, image.Width, rows, &length);
                if (strip == 0)
                    throw Damaged(VipsError.Take(_library));
                try
                {
                    layout.Place(builder, y, rows, new ReadOnlySpan<byte>((void*)strip, checked((int)length)));
                }
                finally
                {
                    functions.Free(strip);
                }
            }
        }
        finally
        {
            functions.Unref(region);
        }

        return builder.Finish(metadata, _notes);
    }

    /// <summary>Converts CMYK to sRGB with the file's profile, or with libvips' default CMYK profile if it has none.</summary>
    private VipsImage ToRgb(VipsImage image)
    {
        using VipsOperation convert = VipsOperation.Find(_library, "colourspace")!.Set("in", image).Set("space", (int)VipsColors.Srgb);
        if (!convert.Run())
            throw _source.Error("a gray or RGB image", $"a CMYK image, which cannot be converted ({VipsError.Take(_library)})",
                "Convert it to RGB with another program.");
        _notes.Add("Its CMYK colors are converted to sRGB.");
        VipsImage rgb = convert.Image("out");
        rgb.Remove(VipsMetadata.Icc);
        return rgb;
    }

    private ImageFormatException Damaged(string reason) => _unusual is { } what
        ? _source.Error($"a {_kind.Name} that Hush supports", $"{what}, which libvips {_library.Version} cannot decode here ({reason})",
        "Convert the image to PNG.")
        : _source.Error($"a whole {_kind.Name} file", $"one that cannot be decoded ({reason})", Advice);
}
