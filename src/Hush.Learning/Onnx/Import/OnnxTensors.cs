using System.Buffers.Binary;
using System.Globalization;
using Hush.Learning.Onnx.Messages;
using Hush.Numerics.Text;

namespace Hush.Learning.Onnx.Import;

/// <summary>Reads tensors of a file, with their data inside the file or in another file of the same folder.</summary>
/// <param name="source">Name of the file.</param>
/// <param name="folder">The folder of external data, or null if there is none.</param>
internal sealed class OnnxTensors(string source, string? folder)
{
    private const int MaxLinks = 40;        // as Linux

    /// <summary>Checks type, shape, and the size of the data, without reading data from other files.</summary>
    /// <returns>The number of values.</returns>
    public long Check(TensorProto tensor)
    {
        long[] dimensions = [.. tensor.Dims];
        int size = OnnxType.SizeOf(tensor.DataType);
        if (size == 0)
            throw Error(tensor, $"has elements of type {OnnxType.NameOf(tensor.DataType)}, which is not supported");
        long count = Count(tensor, dimensions);
        if (IsExternal(tensor))
            Locate(tensor, count * size);
        else if (tensor.HasRawData && tensor.RawData.Length != count * size)
            throw Error(
                tensor, $"has shape [{string.Join(", ", dimensions)}] but {tensor.RawData.Length} bytes of data, expected {count * size}");
        return count;
    }

    public Constant Read(TensorProto tensor)
    {
        long count = Check(tensor);
        long[] dimensions = [.. tensor.Dims];
        if (!IsExternal(tensor) && !tensor.HasRawData)
            return FromFields(tensor, count, dimensions);
        int size = OnnxType.SizeOf(tensor.DataType);
        return FromBytes(
            tensor, IsExternal(tensor) ? External(tensor, count * size) : tensor.RawData.Span, (int)count, size, dimensions);
    }

    private static bool IsExternal(TensorProto tensor) => tensor.DataLocation == TensorProto.Types.DataLocation.External;

    private long Count(TensorProto tensor, long[] dimensions)
    {
        if (dimensions.Length > Value.MaxRank)
            throw Error(tensor, $"has {dimensions.Length:N0} dimensions, but at most {Value.MaxRank} are supported");
        long count = 1;
        foreach (long d in dimensions)
        {
            if (d < 0)
                throw Error(tensor, $"has a negative dimension: [{string.Join(", ", dimensions)}]");
            count = d > int.MaxValue ? long.MaxValue : count * d;
            if (count > int.MaxValue)
                throw Error(tensor, $"has more than two billion values: [{string.Join(", ", dimensions)}]");
        }

        return count;
    }

    private static Constant FromBytes(TensorProto tensor, ReadOnlySpan<byte> bytes, int count, int size, long[] dimensions)
    {
        if (OnnxType.IsFloat(tensor.DataType))
        {
            float[] floats = new float[count];
            for (int i = 0; i < count; i++)
                floats[i] = Float(bytes.Slice(i * size, size), tensor.DataType);
            return Constant.Of(floats, dimensions);
        }

        long[] integers = new long[count];
        for (int i = 0; i < count; i++)
            integers[i] = Integer(bytes.Slice(i * size, size), tensor.DataType);
        return Constant.Of(integers, dimensions);
    }

    private static float Float(ReadOnlySpan<byte> bytes, int type) => type switch
    {
        OnnxType.Float => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        OnnxType.Double => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        OnnxType.Float16 => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        _ => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16),
    };

    private static long Integer(ReadOnlySpan<byte> bytes, int type) => type switch
    {
        OnnxType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        OnnxType.UInt64 => unchecked((long)BinaryPrimitives.ReadUInt64LittleEndian(bytes)),
        OnnxType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        OnnxType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        OnnxType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        OnnxType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        OnnxType.Int8 => (sbyte)bytes[0],
        _ => bytes[0],
    };

    private Constant FromFields(TensorProto tensor, long count, long[] dimensions)
    {
        Constant read = tensor.DataType switch
        {
            OnnxType.Float => Constant.Of([.. tensor.FloatData], dimensions),
            OnnxType.Double => Constant.Of([.. tensor.DoubleData.Select(d => (float)d)], dimensions),
            OnnxType.Float16 => Constant.Of(
                [.. tensor.Int32Data.Select(bits => (float)BitConverter.UInt16BitsToHalf((ushort)bits))], dimensions),
            OnnxType.BFloat16 => Constant.Of([.. tensor.Int32Data.Select(bits => BitConverter.Int32BitsToSingle(bits << 16))], dimensions),
            OnnxType.Int64 => Constant.Of([.. tensor.Int64Data], dimensions),
            OnnxType.UInt32 or OnnxType.UInt64 => throw Error(tensor, "has unsigned integers outside its raw data, which is not supported"),
            _ => Constant.Of([.. tensor.Int32Data.Select(i => (long)i)], dimensions),
        };
        return read.Count == count
            ? read
            : throw Error(tensor, $"has shape [{string.Join(", ", dimensions)}] but {read.Count} values, expected {count}");
    }

    private byte[] External(TensorProto tensor, long length)
    {
        if (Locate(tensor, length) is not { } place)
            return [];
        using FileStream stream = File.OpenRead(place.Path);
        byte[] bytes = new byte[length];
        stream.Position = place.Offset;
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Finds external data and checks that there is enough of it. Null if there is nothing to read.</summary>
    private (string Path, long Offset)? Locate(TensorProto tensor, long length)
    {
        string location = Entry(tensor, "location") ?? throw Error(tensor, "has external data without a location");
        long offset = Number(tensor, "offset", 0);
        if (Number(tensor, "length", length) != length)
            throw Error(tensor, $"has external data of {Entry(tensor, "length")} bytes, expected {length}");
        string path = Inside(tensor, location);
        if (length == 0)
            return null;
        if (length > Array.MaxLength)
            throw Error(tensor, $"has {length:N0} bytes of external data, but at most 2 GB are supported");

        // Opening a pipe blocks until another process writes to it. Pipes and devices have no length.
        long size = new FileInfo(path).Length;
        if (size == 0)
            throw Error(tensor, $"has external data in '{path}', which is empty or not a regular file");
        if (offset < 0 || offset > size - length)
            throw Error(tensor, ForeignContent.Of(path) is { } content
                ? $"has external data in '{path}', which is {content.TrimEnd('.')}"
                : $"has external data beyond the end of '{path}': {length:N0} bytes from {offset:N0}, but the file has {size:N0}. Copy " +
                    "or download it again");
        return (path, offset);
    }

    /// <summary>The path of external data. It must be in the folder of the model or below, also after symbolic links.</summary>
    private string Inside(TensorProto tensor, string location)
    {
        if (folder is null)
            throw Error(tensor, "has external data, but the model was not read from a file");
        string root = Path.GetFullPath(folder), path = Path.GetFullPath(Path.Combine(root, location));
        if (!IsBelow(root, path))
            throw Error(tensor, $"has external data outside the folder of the model: '{location}'");
        if (!File.Exists(path))
            throw Error(tensor, $"has external data in '{path}', which does not exist. Copy it next to the model");
        string target = WithoutLinks(path);
        return IsBelow(WithoutLinks(root), target)
            ? target
            : throw Error(tensor, $"has external data outside the folder of the model: '{location}' is a link to '{target}'");
    }

    private static bool IsBelow(string root, string path) => path.StartsWith(
        Path.EndsInDirectorySeparator(root) ? root : root + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>The path with the targets of all symbolic links, of folders too.</summary>
    private static string WithoutLinks(string path)
    {
        string resolved = Path.GetPathRoot(path)!;
        var rest = new Stack<string>();
        Push(path[resolved.Length..]);
        for (int links = 0; rest.TryPop(out string? name);)
        {
            string next = Path.GetFullPath(Path.Combine(resolved, name));      // a link can contain '..'
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                resolved = next;
                continue;
            }

            if (++links > MaxLinks)
                throw new IOException($"'{path}' has more than {MaxLinks} symbolic links.");
            string targetRoot = Path.GetPathRoot(target)!;
            resolved = targetRoot.Length > 0 ? Path.GetFullPath(targetRoot) : resolved;
            Push(target[targetRoot.Length..]);
        }

        return resolved;

        void Push(string names)
        {
            foreach (string name in names.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse())
                rest.Push(name);
        }
    }

    private long Number(TensorProto tensor, string key, long otherwise) => Entry(tensor, key) is not { } text
        ? otherwise
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw Error(tensor, $"has external data with the {key} '{text}', expected a number");

    private static string? Entry(TensorProto tensor, string key) => tensor.ExternalData.FirstOrDefault(e => e.Key == key)?.Value;

    private CheckpointException Error(TensorProto tensor, string problem) =>
        new(Printable.Escape($"'{source}' cannot be imported: the tensor '{tensor.Name}' {problem}."));
}
