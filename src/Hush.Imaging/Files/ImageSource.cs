namespace Hush.Imaging.Files;

/// <summary>The bytes of an image file. The length is known in advance, so a header's claims can be checked against it.</summary>
internal sealed class ImageSource
{
    private const int MaxWidth = 1 << 27;       // a row of any format then fits in an array

    private readonly Stream _stream;
    private readonly long _start;
    private readonly long _copied;      // size of the in-memory copy of a stream that cannot seek

    /// <summary>Wraps a stream.</summary>
    /// <param name="stream">Read from its current position; if it cannot seek, it is first copied into memory.</param>
    /// <param name="name">The file's name for error messages.</param>
    /// <param name="limits">Images beyond these limits are rejected.</param>
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

    /// <summary>Size of the file in bytes.</summary>
    public long Length { get; }

    /// <summary>True after a read failed because the file is truncated.</summary>
    public bool IsCutShort { get; private set; }

    /// <summary>Bytes not read yet.</summary>
    public long Remaining { get; private set; }

    public ImageFormatException Error(string expected, string got, string advice, Exception? inner = null) =>
        new(Name, expected, got, advice, inner);

    /// <summary>Returns the next bytes, fewer at the end of the file, without consuming them.</summary>
    public byte[] Peek(int count)
    {
        long position = _stream.Position;
        var bytes = new byte[Math.Min(count, Remaining)];
        _stream.ReadExactly(bytes);
        _stream.Position = position;
        return bytes;
    }

    /// <summary>
    /// Returns up to <paramref name="count"/> bytes from <paramref name="offset"/> on, counted from the first byte of the file, without
    /// moving the position.
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
    /// <exception cref="ImageFormatException">The file is too short.</exception>
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

    /// <exception cref="ImageFormatException">Fewer bytes remain.</exception>
    public void Need(long bytes, string what)
    {
        if (bytes > Remaining)
            throw CutShort(bytes, what);
    }

    private const string RaiseLimit = "Raise ImageReadOptions.MaxMemory or MaxPixels if you trust the file, or crop the image.";

    /// <summary>Checks the size of an image before anything is allocated for it.</summary>
    /// <param name="width">Columns, from the header.</param>
    /// <param name="height">Rows, from the header.</param>
    /// <param name="channels">Color channels, stored as floats.</param>
    /// <param name="extraBytes">Bytes per pixel in addition to those floats: alpha and decoder buffers.</param>
    /// <param name="rowBuffers">Bytes of all row buffers, significant for images with a few very long rows.</param>
    /// <exception cref="ImageFormatException">The image is empty, or exceeds the limits or the maximum size of a tensor.</exception>
    public void CheckSize(long width, long height, int channels, int extraBytes = 0, long rowBuffers = 0)
    {
        CheckDimensions(width, height, channels);
        CheckMemory((width * height * ((sizeof(float) * channels) + extraBytes)) + rowBuffers);
    }

    /// <summary>Checks the dimensions of an image against the pixel limit.</summary>
    /// <exception cref="ImageFormatException">The image is empty, or exceeds the pixel limit or the maximum size of a
    /// tensor.</exception>
    public void CheckDimensions(long width, long height, int channels)
    {
        if (width < 1 || height < 1)
            throw Error("a width and a height of at least 1", $"{width}x{height}", "The header is damaged: copy the file again.");
        if (width > MaxWidth)
        {
            throw Error(
                $"a width of at most {MaxWidth}", $"{width}", "The header is damaged, or the image must be split into parts.");
        }

        long largest = Math.Min(Limits.MaxPixels, Array.MaxLength / channels);
        if (width > largest / height)
        {
            if (largest == Limits.MaxPixels)
                throw Limit($"at most {largest} pixels", $"{width}x{height}", RaiseLimit);
            throw Error($"at most {largest} pixels", $"{width}x{height}", "Split the image into parts.");
        }
    }

    /// <exception cref="ImageFormatException">The limit is exceeded.</exception>
    public void CheckMemory(long bytes)
    {
        bytes += _copied;
        if (bytes > Limits.MaxMemory)
        {
            throw Limit(
                $"an image that needs at most {Megabytes(Limits.MaxMemory)} of memory", $"one that needs {Megabytes(bytes)}",
                RaiseLimit);
        }
    }

    /// <summary>The number of the page to read, from 1 to <paramref name="pages"/>.</summary>
    /// <exception cref="ImageFormatException">There are several pages and none was chosen, or the chosen page does not
    /// exist.</exception>
    public int ChoosePage(int pages)
    {
        if (Limits.Page > pages)
            throw NoSuchPage(pages);
        if (pages > 1 && Limits.Page is null)
            throw new ImageFormatException(Name, "a single image", $"{pages} pages or frames",
                "Choose one of them, or split the file.")
            { Pages = pages };
        return Limits.Page ?? 1;
    }

    public ImageFormatException NoSuchPage(int pages) => Error(
        $"page {Limits.Page}", $"a file with {pages} page{(pages == 1 ? "" : "s")}",
        pages == 1 ? "Omit the page." : $"Choose a page from 1 to {pages}.");

    public ImageFormatException TooMuchMetadata(string what) => Limit(
        $"at most {Limits.MaxMetadata} bytes of metadata", $"more in {what}",
        "Raise the limit if you trust the file, or remove its metadata.");

    private ImageFormatException Limit(string expected, string got, string advice) => new(Name, expected, got, advice) { IsLimit = true };

    private static string Megabytes(long bytes) => $"{(bytes + 999_999) / 1_000_000} MB";

    private ImageFormatException CutShort(long needed, string what)
    {
        IsCutShort = true;
        return Error($"{needed} bytes of {what}", $"{Remaining}", "The file is truncated: copy or download it again.");
    }

    private MemoryStream Copy(Stream stream)
    {
        var copy = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            long max = Math.Min(Array.MaxLength, Limits.MaxMemory);
            if (copy.Length + read > max)
                throw Error($"at most {max} bytes from a pipe", "more", "Save the data to a file and read that.");
            copy.Write(buffer, 0, read);
        }

        copy.Position = 0;
        return copy;
    }
}
