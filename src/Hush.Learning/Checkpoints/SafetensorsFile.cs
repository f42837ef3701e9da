using Hush.Numerics.IO;

namespace Hush.Learning.Checkpoints;

/// <summary>
/// A safetensors file in memory: named 32-bit float tensors and string metadata. Equal contents give equal bytes, regardless of
/// the order in which they were added.
/// </summary>
/// <remarks>
/// <para>
/// Format (https://github.com/huggingface/safetensors#format): the length of the header as 8 bytes, little-endian; the header in
/// JSON, padded with spaces to a multiple of 8 bytes; the tensor data without gaps.
/// </para>
/// <para>
/// Files are written with a checksum in the metadata, under <c>crc32c</c>, <c>crc32c_of</c> and <c>hush_format</c>. It is verified
/// on reading. Only files without <c>hush_format</c>, from earlier versions or other programs, may have no checksum.
/// </para>
/// </remarks>
internal sealed class SafetensorsFile
{
    internal const string MetadataKey = "__metadata__";

    private readonly SortedDictionary<string, SavedTensor> _tensors = new(StringComparer.Ordinal);
    private readonly string _source;

    /// <summary>Creates an empty file.</summary>
    public SafetensorsFile()
        : this("the new file")
    {
    }

    internal SafetensorsFile(string source) => _source = source;

    /// <summary>
    /// String metadata, the header's <c>__metadata__</c>, for example a model card. The keys <c>crc32c</c>, <c>crc32c_of</c> and
    /// <c>hush_format</c> are reserved.
    /// </summary>
    public IDictionary<string, string> Metadata { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The tensors, ordered by name.</summary>
    public IReadOnlyDictionary<string, SavedTensor> Tensors => _tensors;

    /// <summary>The tensor with the given name.</summary>
    /// <param name="name">Name of the tensor.</param>
    /// <exception cref="CheckpointException">There is no such tensor; the message lists the tensors of the file.</exception>
    public SavedTensor this[string name] => _tensors.TryGetValue(name, out SavedTensor? tensor)
        ? tensor
        : throw new CheckpointException(
            $"{_source} has no tensor '{name}'; it has {Listed()}. Choose a file that was saved from the same network.");

    /// <summary>Reads a file from disk.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">The file does not exist, or is not a valid safetensors file of 32-bit floats.</exception>
    public static SafetensorsFile Read(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return SafetensorsReader.Read(stream, $"'{path}'");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CheckpointException($"The file '{path}' does not exist. Give the path of a .safetensors file.", e);
        }
    }

    /// <summary>Reads a stream from its current position to its end.</summary>
    /// <param name="stream">The stream. If it does not support seeking, it is copied to memory first.</param>
    /// <param name="source">Name of the file in error messages.</param>
    /// <exception cref="CheckpointException">The stream is not a valid safetensors file of 32-bit floats.</exception>
    public static SafetensorsFile Read(Stream stream, string source)
    {
        if (stream.CanSeek)
            return SafetensorsReader.Read(stream, source);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        copy.Position = 0;
        return SafetensorsReader.Read(copy, source);
    }

    /// <summary>Reads a file from memory.</summary>
    /// <param name="bytes">The complete file.</param>
    /// <param name="source">Name of the file in error messages.</param>
    /// <exception cref="CheckpointException">The bytes are not a valid safetensors file of 32-bit floats.</exception>
    public static SafetensorsFile Read(byte[] bytes, string source)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        return SafetensorsReader.Read(stream, source);
    }

    /// <summary>Adds a copy of a tensor.</summary>
    /// <param name="name">A unique name other than <c>__metadata__</c>.</param>
    /// <param name="shape">The dimensions, each at least 0; empty for a scalar.</param>
    /// <param name="values">The values, in row-major order.</param>
    /// <exception cref="ArgumentException">The name is reserved or already in use.</exception>
    /// <exception cref="ShapeException">The number of values differs from the product of the dimensions.</exception>
    public void Add(string name, ReadOnlySpan<int> shape, ReadOnlySpan<float> values)
    {
        var tensor = new SavedTensor(shape.ToArray(), values.ToArray());
        long count = 1;
        foreach (int extent in shape)
            count = checked(count * extent);
        if (count != values.Length)
        {
            throw new ShapeException(
                $"Tensor '{name}' of shape {tensor} needs {count} values, got {values.Length}. Pass exactly that many.");
        }

        if (name == MetadataKey || !_tensors.TryAdd(name, tensor))
        {
            throw new ArgumentException(
                $"A tensor cannot be named '{name}': the name is reserved or already in use. Choose another.", nameof(name));
        }
    }

    /// <summary>Writes the file to disk atomically: after a crash, either the old or the new file exists.</summary>
    /// <param name="path">The file.</param>
    public void Write(string path) => AtomicFile.Write(path, Write);

    /// <summary>Writes the file to a stream.</summary>
    /// <param name="stream">The stream.</param>
    public void Write(Stream stream) => SafetensorsWriter.Write(this, stream);

    internal void AddOwned(string name, SavedTensor tensor) => _tensors.Add(name, tensor);

    private string Listed()
    {
        const int shown = 8;
        if (_tensors.Count == 0)
            return "no tensors";
        string names = string.Join(", ", _tensors.Keys.Take(shown));
        return _tensors.Count > shown ? $"{names} and {_tensors.Count - shown} more" : names;
    }
}
