using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Hush.Learning.Checkpoints;

/// <summary>Reads safetensors files. Never allocates more memory than the length of the stream justifies.</summary>
internal static class SafetensorsReader
{
    /// <summary>The limit of the reference implementation.</summary>
    private const long MaxHeaderLength = 100_000_000;

    public static SafetensorsFile Read(Stream stream, string source)
    {
        long total = stream.Length - stream.Position;
        try
        {
            byte[] length = new byte[sizeof(ulong)];
            if (total < length.Length)
                throw Damaged(source, $"it must have at least {length.Length} bytes, but has {total}");
            stream.ReadExactly(length);
            ulong header = BinaryPrimitives.ReadUInt64LittleEndian(length);
            long rest = total - length.Length;
            if (header > (ulong)Math.Min(rest, MaxHeaderLength))
            {
                throw Damaged(
                    source,
                    $"its first 8 bytes state a header of {header} bytes, but {rest} follow and at most {MaxHeaderLength} " +
                    "are allowed");
            }

            byte[] json = new byte[header];
            stream.ReadExactly(json);
            return ReadTensors(stream, json, rest - json.Length, source);
        }
        catch (EndOfStreamException e)
        {
            throw new CheckpointException(Damaged(source, $"it must have {total} bytes, but ends earlier").Message, e);
        }
    }

    /// <summary>All errors about invalid contents have this form.</summary>
    public static CheckpointException Damaged(string source, string what) =>
        new($"{source} is not a valid safetensors file: {what}. It is damaged or of another format; save or download it again.");

    private static SafetensorsFile ReadTensors(Stream stream, byte[] json, long dataLength, string source)
    {
        var file = new SafetensorsFile(source);
        List<TensorEntry> entries;
        try
        {
            entries = SafetensorsHeader.Parse(json, dataLength, source, file.Metadata);
        }
        catch (CheckpointException) when (SafetensorsChecksum.Digits(json).Length > 0)
        {
            RequireChecksum(stream, json, source);      // report damage first: a damaged header may look like a valid one of another kind
            throw;
        }

        file.Metadata.Remove(SafetensorsChecksum.FormatKey, out string? format);
        string? expected = TakeChecksum(file.Metadata, source);
        if (format != null && expected == null)
            throw Damaged(source, "its checksum is missing");
        Crc32C crc = Begin(json, hasChecksum: expected != null);
        foreach (TensorEntry entry in entries)
        {
            float[] values = new float[entry.Count];
            Span<byte> bytes = MemoryMarshal.AsBytes(values.AsSpan());
            stream.ReadExactly(bytes);
            if (expected != null)
                crc.Append(bytes);
            FromLittleEndian(values);
            file.AddOwned(entry.Name, new SavedTensor(entry.Shape, values));
        }

        if (expected != null)
            Compare(crc, expected, source);
        if (format is not (null or SafetensorsChecksum.Format))
        {
            throw new CheckpointException(
                $"{source} has format {format}, but this version of Hush reads formats up to {SafetensorsChecksum.Format}. Update Hush.");
        }

        return file;
    }

    /// <summary>Removes the checksum from the metadata and returns it; null for files of other programs or earlier versions.</summary>
    private static string? TakeChecksum(IDictionary<string, string> metadata, string source)
    {
        bool stated = metadata.Remove(SafetensorsChecksum.Key, out string? checksum),
            covers = metadata.Remove(SafetensorsChecksum.CoverKey, out string? cover);
        if (stated != covers || (covers && cover != SafetensorsChecksum.Cover))
            throw Damaged(source, "its checksum is incomplete");
        return checksum;
    }

    private static Crc32C Begin(byte[] json, bool hasChecksum)
    {
        if (!hasChecksum)
            return default;
        SafetensorsChecksum.Digits(json).Fill((byte)'0');
        return SafetensorsChecksum.Begin(json);
    }

    /// <summary>Reads the rest of the stream and throws if the checksum does not match.</summary>
    private static void RequireChecksum(Stream stream, byte[] json, string source)
    {
        string expected = Encoding.UTF8.GetString(SafetensorsChecksum.Digits(json));
        Crc32C crc = Begin(json, hasChecksum: true);
        byte[] block = new byte[1 << 16];
        for (int count; (count = stream.Read(block)) > 0;)
            crc.Append(block.AsSpan(0, count));
        Compare(crc, expected, source);
    }

    private static void Compare(Crc32C crc, string expected, string source)
    {
        string found = SafetensorsChecksum.Text(crc.Value);
        if (found != expected)
        {
            throw new CheckpointException(
                $"{source} is damaged: the checksum of its content is {found}, but {expected} was saved with it. " +
                "It was corrupted on disk or in transit, or another program changed it. Restore it from a copy, or create it again.");
        }
    }

    private static void FromLittleEndian(float[] values)
    {
        if (BitConverter.IsLittleEndian)
            return;
        Span<uint> words = MemoryMarshal.Cast<float, uint>(values.AsSpan());
        BinaryPrimitives.ReverseEndianness(words, words);
    }
}
