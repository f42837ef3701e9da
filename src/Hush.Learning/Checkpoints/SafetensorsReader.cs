using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Hush.Learning.Checkpoints;

/// <summary>Reads the bytes; nothing is allocated that the stream's own length does not cover.</summary>
internal static class SafetensorsReader
{
    /// <summary>The limit of the format's reference implementation.</summary>
    private const long LongestHeader = 100_000_000;

    public static SafetensorsFile Read(Stream stream, string source)
    {
        long total = stream.Length - stream.Position;
        try
        {
            byte[] length = new byte[sizeof(ulong)];
            if (total < length.Length)
                throw Damaged(source, $"a file of at least {length.Length} bytes was expected, but it has {total}");
            stream.ReadExactly(length);
            ulong header = BinaryPrimitives.ReadUInt64LittleEndian(length);
            long rest = total - length.Length;
            if (header > (ulong)Math.Min(rest, LongestHeader))
            {
                throw Damaged(
                    source,
                    $"its first 8 bytes give the length of its header, {header} bytes here, but {rest} follow and {LongestHeader} are the most allowed");
            }

            byte[] json = new byte[header];
            stream.ReadExactly(json);
            var file = new SafetensorsFile(source);
            foreach (TensorEntry entry in SafetensorsHeader.Parse(json, rest - json.Length, source, file.Metadata))
                file.AddOwned(entry.Name, new SavedTensor(entry.Shape, ReadLittleEndian(stream, entry.Count)));
            return file;
        }
        catch (EndOfStreamException e)
        {
            throw new CheckpointException(Damaged(source, $"{total} bytes were expected, but it ended before").Message, e);
        }
    }

    /// <summary>The one shape of every error about a file's bytes.</summary>
    public static CheckpointException Damaged(string source, string what) =>
        new($"{source} is not a sound safetensors file: {what}. It is damaged or of another kind; save or fetch it again.");

    private static float[] ReadLittleEndian(Stream stream, int count)
    {
        float[] values = new float[count];
        stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        if (!BitConverter.IsLittleEndian)
        {
            Span<uint> words = MemoryMarshal.Cast<float, uint>(values.AsSpan());
            BinaryPrimitives.ReverseEndianness(words, words);
        }

        return values;
    }
}
