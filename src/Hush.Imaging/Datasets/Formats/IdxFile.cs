using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Hush.Imaging.Datasets.Formats;

/// <summary>
/// An IDX file of unsigned bytes, plain or gzipped (detected by content, not by name): magic 00 00 08 d, then d dimensions as
/// big-endian 32-bit integers, then as many bytes as their product.
/// </summary>
/// <param name="Path">The path of the file.</param>
/// <param name="Extents">Images: count, rows, columns. Labels: count.</param>
/// <param name="Values">The bytes after the header.</param>
/// <param name="Sha256">Hash of the whole decompressed file, including the header.</param>
internal sealed record IdxFile(string Path, int[] Extents, byte[] Values, string Sha256)
{
    private const int MaxRatio = 1032;      // deflate's maximum compression ratio: guards against a forged header

    /// <summary>Reads and checks a file with 3 dimensions (images) or 1 (labels).</summary>
    /// <exception cref="DatasetException">The magic number, the length or the gzip trailer is wrong. The caller adds how to fix
    /// it.</exception>
    public static IdxFile Read(string path, int dimensions)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return Read(path, file, dimensions);
        }
        catch (InvalidDataException e)
        {
            throw new DatasetException($"'{path}' is a damaged gzip file: its compressed data or checksum is wrong.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"'{path}' cannot be read: {e.Message}", e);
        }
    }

    private static IdxFile Read(string path, FileStream file, int dimensions)
    {
        bool gzipped = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        using Stream content = gzipped ? new GZipStream(file, CompressionMode.Decompress, leaveOpen: true) : file;
        byte[] header = new byte[4 + (4 * dimensions)];
        int read = content.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (read < header.Length)
        {
            throw new DatasetException(
                $"'{path}' has {read} bytes, but an IDX header alone has {header.Length}: the file is truncated.");
        }

        int[] extents = ReadExtents(path, header, dimensions);
        long count = Product(path, extents), needed = header.Length + count;
        long max = gzipped ? file.Length * MaxRatio : file.Length;
        if (needed > max || (!gzipped && needed < max))
        {
            string got = gzipped ? $"its {file.Length} compressed bytes cannot hold that much" : $"it has {max}";
            throw WrongLength(path, extents, needed, got);
        }

        byte[] values = new byte[count];
        int filled = content.ReadAtLeast(values, values.Length, throwOnEndOfStream: false);
        if (filled < values.Length)
            throw WrongLength(path, extents, needed, $"it ends after {header.Length + filled}");
        if (content.ReadByte() >= 0)
            throw WrongLength(path, extents, needed, "it has more");
        if (gzipped)
            CheckGzipEnd(path, file, needed);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(header);
        hash.AppendData(values);
        return new IdxFile(path, extents, values, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static int[] ReadExtents(string path, ReadOnlySpan<byte> header, int dimensions)
    {
        byte[] magic = [0, 0, 8, (byte)dimensions];
        if (!header[..4].SequenceEqual(magic))
        {
            throw new DatasetException(
                $"'{path}' is not an IDX file of {(dimensions == 3 ? "images" : "labels")}: it begins with "
                + $"{Hex(header[..4])}, expected {Hex(magic)}.");
        }

        int[] extents = new int[dimensions];
        for (int i = 0; i < dimensions; i++)
            extents[i] = BinaryPrimitives.ReadInt32BigEndian(header[(4 + (4 * i))..]);
        return extents;
    }

    private static long Product(string path, int[] extents)
    {
        Int128 product = 1;
        foreach (int extent in extents)
            product *= extent;
        if (extents.Any(e => e < 1) || product > Array.MaxLength)
        {
            throw new DatasetException(
                $"'{path}' states in its header that it holds {Text(extents)} bytes; each dimension must be at least 1 and the "
                + $"product at most {Array.MaxLength}.");
        }

        return (long)product;
    }

    /// <summary>.NET's decoder accepts a truncated file. The last four bytes of an intact one are the length of its content.</summary>
    private static void CheckGzipEnd(string path, FileStream file, long length)
    {
        byte[] end = new byte[4];
        file.Position = Math.Max(0, file.Length - end.Length);
        file.ReadExactly(end);
        uint stated = BinaryPrimitives.ReadUInt32LittleEndian(end);
        if (stated != (uint)length)
        {
            throw new DatasetException(
                $"'{path}' has an invalid gzip trailer: it must state the length of the content, {length}, but states {stated}: the "
                + $"file is truncated or has extra bytes at its end.");
        }
    }

    private static DatasetException WrongLength(string path, int[] extents, long needed, string got) => new(
        $"'{path}' has the wrong length: its header says {Text(extents)}, so it must have {needed} bytes, but {got}.");

    private static string Text(int[] extents) => string.Join(" x ", extents);

    private static string Hex(ReadOnlySpan<byte> bytes) =>
        Convert.ToHexString(bytes).Insert(6, " ").Insert(4, " ").Insert(2, " ");
}
