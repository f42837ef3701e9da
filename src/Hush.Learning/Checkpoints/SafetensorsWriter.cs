using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Hush.Learning.Checkpoints;

/// <summary>
/// Writes safetensors files: names sorted, JSON without spaces, the header padded so that the data is aligned, and a checksum of
/// the whole file.
/// </summary>
internal static class SafetensorsWriter
{
    private const int Alignment = 8;

    public static void Write(SafetensorsFile file, Stream stream)
    {
        byte[] header = Header(file);
        Crc32C crc = SafetensorsChecksum.Begin(header);
        foreach (SavedTensor tensor in file.Tensors.Values)
            ForEachBlock(tensor.Values, bytes => crc.Append(bytes));
        Encoding.ASCII.GetBytes(SafetensorsChecksum.Text(crc.Value), SafetensorsChecksum.Digits(header));
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (SavedTensor tensor in file.Tensors.Values)
            ForEachBlock(tensor.Values, stream.Write);
    }

    private static byte[] Header(SafetensorsFile file)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            WriteMetadata(json, file.Metadata);
            long offset = 0;
            foreach ((string name, SavedTensor tensor) in file.Tensors)
                offset = WriteEntry(json, name, tensor, offset);
            json.WriteEndObject();
        }

        byte[] padded = new byte[(buffer.WrittenCount + Alignment - 1) / Alignment * Alignment];
        padded.AsSpan().Fill((byte)' ');
        buffer.WrittenSpan.CopyTo(padded);
        return padded;
    }

    private static void WriteMetadata(Utf8JsonWriter json, IDictionary<string, string> metadata)
    {
        json.WriteStartObject(SafetensorsFile.MetadataKey);
        json.WriteString(SafetensorsChecksum.Key, SafetensorsChecksum.Placeholder);
        json.WriteString(SafetensorsChecksum.CoverKey, SafetensorsChecksum.Cover);
        json.WriteString(SafetensorsChecksum.FormatKey, SafetensorsChecksum.Format);
        foreach ((string key, string value) in metadata)
        {
            if (key is SafetensorsChecksum.Key or SafetensorsChecksum.CoverKey or SafetensorsChecksum.FormatKey)
            {
                throw new ArgumentException(
                    $"Metadata cannot be named '{key}': the name is reserved for the file's checksum. Choose another.", nameof(metadata));
            }

            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static long WriteEntry(Utf8JsonWriter json, string name, SavedTensor tensor, long offset)
    {
        long end = offset + ((long)tensor.Values.Length * sizeof(float));
        json.WriteStartObject(name);
        json.WriteString("dtype", "F32");
        json.WriteStartArray("shape");
        foreach (int extent in tensor.Shape)
            json.WriteNumberValue(extent);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
        return end;
    }

    /// <summary>Passes the bytes of the values to the action, little-endian, block by block.</summary>
    private static void ForEachBlock(ReadOnlySpan<float> values, BlockAction action)
    {
        const int block = 1 << 20;
        uint[] swapped = BitConverter.IsLittleEndian ? [] : new uint[Math.Min(block, values.Length)];
        for (int i = 0; i < values.Length; i += block)
        {
            ReadOnlySpan<uint> part = MemoryMarshal.Cast<float, uint>(values.Slice(i, Math.Min(block, values.Length - i)));
            if (!BitConverter.IsLittleEndian)
            {
                BinaryPrimitives.ReverseEndianness(part, swapped);
                part = swapped.AsSpan(0, part.Length);
            }

            action(MemoryMarshal.AsBytes(part));
        }
    }

    private delegate void BlockAction(ReadOnlySpan<byte> bytes);
}
