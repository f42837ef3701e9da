namespace Hush.Imaging.Files;

/// <summary>The bytes of one image file; their number is known beforehand, so that no header is believed without data.</summary>
internal sealed class ImageSource
{
    private const int LargestWidth = 1 << 27;       // a row of any format then fits in an array

    private readonly Stream _stream;
    private readonly long _start;
    private readonly long _copied;      // bytes in memory, of a stream that cannot seek

    /// <param name="stream">From its position on; one that cannot seek is first copied into memory.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="limits">Images beyond them are refused.</param>
    public ImageSource(Stream stream, string name, ImageReadOptions limits)
    {
        Name = name;
        Limits = limits;
        if (stream.CanSeek)
        {
            _stream = stream;
        }
        else
        {
            MemoryStream copy = Copy(stream);
            _copied = copy.Capacity;
            _stream = copy;
        }

        _start = _stream.Position;
        Length = Remaining = _stream.Length - _start;
    }

    public string Name { get; }

    public ImageReadOptions Limits { get; }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }

    /// <summary>True once a read failed because the file ends too early.</summary>
    public bool IsCutShort { get; private set; }

    /// <summary>Bytes not read yet.</summary>
    public long Remaining { get; private set; }

    public ImageFormatException Error(string expected, string got, string advice, Exception? inner = null) =>
        new(Name, expected, got, advice, inner);

    /// <summary>The next bytes, fewer at the end, which stay unread.</summary>
    public byte[] Peek(int count)
    {
        long position = _stream.Position;
        var bytes = new byte[Math.Min(count, Remaining)];
        _stream.ReadExactly(bytes);
        _stream.Position = position;
        return bytes;
    }

    /// <summary>
    /// Up to <paramref name="count"/> bytes from <paramref name="offset"/> on, counted from the file's first byte; the position stays.
    /// </summary>
    public byte[] PeekAt(long offset, int count)
    {
        if (offset < 0 || offset >= Length)
            return [];
        long position = _stream.Position;
        var bytes = new byte[Math.Min(count, Length - offset)];
        _stream.Position = _start + offset;
        _stream.ReadExactly(bytes);
        _stream.Position = position;
        return bytes;
    }

    /// <summary>Fills the buffer.</summary>
    /// <exception cref="ImageFormatException">The file ends before.</exception>
    public void Read(Span<byte> buffer, string what)
    {
        if (buffer.Length > Remaining || _stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) < buffer.Length)
            throw CutShort(buffer.Length, what);
        Remaining -= buffer.Length;
    }

    /// <summary>The next byte, or -1 at the end.</summary>
    public int ReadByte()
    {
        int value = Remaining > 0 ? _stream.ReadByte() : -1;
        if (value >= 0)
            Remaining--;
        return value;
    }

    /// <exception cref="ImageFormatException">Fewer bytes are left than that.</exception>
    public void Need(long bytes, string what)
    {
        if (bytes > Remaining)
            throw CutShort(bytes, what);
    }

    private const string RaiseLimit = "Raise ImageReadOptions.MaxMemory or MaxPixels if you trust the file, or crop the image.";

    /// <summary>Refuses sizes before anything is allocated for them.</summary>
    /// <param name="width">Columns, as the header says.</param>
    /// <param name="height">Rows, as the header says.</param>
    /// <param name="channels">Color channels, which become floats.</param>
    /// <param name="extraBytes">Bytes a pixel beside those floats: alpha, and what the decoder keeps.</param>
    /// <param name="rowBuffers">Bytes of all buffers for rows, which count when an image is a few very long rows.</param>
    /// <exception cref="ImageFormatException">The image is empty or larger than the limits or than a tensor can be.</exception>
    public void CheckSize(long width, long height, int channels, int extraBytes = 0, long rowBuffers = 0)
    {
        CheckDimensions(width, height, channels);
        CheckMemory((width * height * ((sizeof(float) * channels) + extraBytes)) + rowBuffers);
    }

    /// <summary>Refuses sizes that are no image's or beyond the limit of pixels.</summary>
    /// <exception cref="ImageFormatException">The image is empty, or larger than that limit or than a tensor can be.</exception>
    public void CheckDimensions(long width, long height, int channels)
    {
        if (width < 1 || height < 1)
            throw Error("a width and a height of at least 1", $"{width}x{height}", "The header is damaged: copy the file again.");
        if (width > LargestWidth)
        {
            throw Error(
                $"a width of at most {LargestWidth}", $"{width}", "The header is damaged, or the image must be cut into parts.");
        }

        long largest = Math.Min(Limits.MaxPixels, Array.MaxLength / channels);
        if (width > largest / height)
        {
            if (largest == Limits.MaxPixels)
                throw Limit($"at most {largest} pixels", $"{width}x{height}", RaiseLimit);
            throw Error($"at most {largest} pixels", $"{width}x{height}", "Crop the image into parts.");
        }
    }

    /// <exception cref="ImageFormatException">It is more than the limit.</exception>
    public void CheckMemory(long bytes)
    {
        bytes += _copied;
        if (bytes > Limits.MaxMemory)
        {
            throw Limit(
                $"an image that needs at most {Megabytes(Limits.MaxMemory)} of memory", $"one of {Megabytes(bytes)}",
                RaiseLimit);
        }
    }

    /// <summary>The number of the page to read, checked against those that there are.</summary>
    /// <exception cref="ImageFormatException">There are several and none is asked for, or fewer than asked for.</exception>
    public int ChoosePage(int pages)
    {
        if (Limits.Page > pages)
            throw NoSuchPage(pages);
        if (pages > 1 && Limits.Page is null)
            throw new ImageFormatException(Name, "a single image", $"{pages} pages or frames", "Choose one of them, or split the file.") { Pages = pages };
        return Limits.Page ?? 1;
    }

    /// <summary>The error for a page that is not there.</summary>
    public ImageFormatException NoSuchPage(int pages) => Error(
        $"page {Limits.Page}", $"a file of {pages} page{(pages == 1 ? "" : "s")}",
        pages == 1 ? "Leave the page out." : $"Choose a page from 1 to {pages}.");

    /// <summary>The error for metadata beyond the limit.</summary>
    public ImageFormatException TooMuchMetadata(string what) => Limit(
        $"at most {Limits.MaxMetadata} bytes of metadata", $"more in {what}",
        "Raise the limit if you trust the file, or remove its metadata.");

    private ImageFormatException Limit(string expected, string got, string advice) => new(Name, expected, got, advice) { IsLimit = true };

    private static string Megabytes(long bytes) => $"{(bytes + 999_999) / 1_000_000} MB";

    private ImageFormatException CutShort(long needed, string what)
    {
        IsCutShort = true;
        return Error($"{needed} bytes of {what}", $"{Remaining}", "The file is cut short: copy or download it again.");
    }

    private MemoryStream Copy(Stream stream)
    {
        var copy = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            long most = Math.Min(Array.MaxLength, Limits.MaxMemory);
            if (copy.Length + read > most)
                throw Error($"at most {most} bytes from a pipe", "more", "Save them to a file and read that.");
            copy.Write(buffer, 0, read);
        }

        copy.Position = 0;
        return copy;
    }
}
