using Hush.Numerics;
using Hush.Numerics.IO;

namespace Hush.Learning.Checkpoints;

/// <summary>
/// A safetensors file in memory: 32-bit float tensors by name, and a map of texts. Equal content gives equal bytes, whatever the
/// order in which it was added.
/// </summary>
/// <remarks>
/// The format: the header's length as 8 bytes, little endian; the header, JSON, padded with spaces to a multiple of 8; the tensors'
/// bytes without gaps. https://github.com/huggingface/safetensors#format
/// Written files carry a checksum in their metadata, under <c>crc32c</c>, <c>crc32c_of</c> and <c>hush_format</c>. It is verified where a
/// file has one; only files without <c>hush_format</c>, of earlier versions and other programs, may lack it.
/// </remarks>
public sealed class SafetensorsFile
{
    internal const string MetadataKey = "__metadata__";

    private readonly SortedDictionary<string, SavedTensor> _tensors = new(StringComparer.Ordinal);
    private readonly string _source;

    /// <summary>An empty file, to add to.</summary>
    public SafetensorsFile()
        : this("the new file")
    {
    }

    internal SafetensorsFile(string source) => _source = source;

    /// <summary>
    /// Texts beside the numbers, the header's <c>__metadata__</c>: a model's card, for example. The names <c>crc32c</c>,
    /// <c>crc32c_of</c> and <c>hush_format</c> are reserved.
    /// </summary>
    public IDictionary<string, string> Metadata { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The tensors by name, in the order of their names.</summary>
    public IReadOnlyDictionary<string, SavedTensor> Tensors => _tensors;

    /// <summary>The tensor of that name.</summary>
    /// <exception cref="CheckpointException">There is none; the message names the file and what it has.</exception>
    public SavedTensor this[string name] => _tensors.TryGetValue(name, out SavedTensor? tensor)
        ? tensor
        : throw new CheckpointException(
            $"{_source} has no tensor '{name}'; it has {Listed()}. Choose a file that was saved from the same network.");

    /// <summary>Reads a file from disk.</summary>
    /// <exception cref="CheckpointException">It is not there, or not a sound safetensors file of 32-bit floats.</exception>
    public static SafetensorsFile Read(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return SafetensorsReader.Read(stream, $"'{path}'");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CheckpointException($"There is no file '{path}'. Give the path of a .safetensors file.", e);
        }
    }

    /// <summary>Reads a stream from where it stands to its end.</summary>
    /// <param name="stream">For example an embedded resource; one that cannot seek is copied to memory first.</param>
    /// <param name="source">What errors call it.</param>
    /// <exception cref="CheckpointException">It is not a sound safetensors file of 32-bit floats.</exception>
    public static SafetensorsFile Read(Stream stream, string source)
    {
        if (stream.CanSeek)
            return SafetensorsReader.Read(stream, source);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        copy.Position = 0;
        return SafetensorsReader.Read(copy, source);
    }

    /// <summary>Reads bytes that are already in memory.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="source">What errors call it.</param>
    /// <exception cref="CheckpointException">It is not a sound safetensors file of 32-bit floats.</exception>
    public static SafetensorsFile Read(byte[] bytes, string source)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        return SafetensorsReader.Read(stream, source);
    }

    /// <summary>Adds a copy of a tensor.</summary>
    /// <param name="name">Its name, used once; not <c>__metadata__</c>.</param>
    /// <param name="shape">Its extents, each at least 0; empty for a single number.</param>
    /// <param name="values">As many floats as the extents' product.</param>
    /// <exception cref="ArgumentException">The name is taken or reserved.</exception>
    /// <exception cref="ShapeException">The number of values is not the extents' product.</exception>
    public void Add(string name, ReadOnlySpan<int> shape, ReadOnlySpan<float> values)
    {
        var tensor = new SavedTensor(shape.ToArray(), values.ToArray());
        long count = 1;
        foreach (int extent in shape)
            count = checked(count * extent);
        if (count != values.Length)
        {
            throw new ShapeException(
                $"Tensor '{name}' of shape {tensor} holds {count} values, but {values.Length} were given. Pass exactly as many.");
        }

        if (name == MetadataKey || !_tensors.TryAdd(name, tensor))
        {
            throw new ArgumentException(
                $"A tensor cannot be named '{name}': the name is reserved or already there. Give it another.", nameof(name));
        }
    }

    /// <summary>Writes the file to disk, whole: a crash leaves the old file or the new one.</summary>
    public void Write(string path) => AtomicFile.Write(path, Write);

    /// <summary>Writes the file's bytes to a stream.</summary>
    public void Write(Stream stream) => SafetensorsWriter.Write(this, stream);

    internal void AddOwned(string name, SavedTensor tensor) => _tensors.Add(name, tensor);

    private string Listed()
    {
        const int shown = 8;
        if (_tensors.Count == 0)
            return "none at all";
        string names = string.Join(", ", _tensors.Keys.Take(shown));
        return _tensors.Count > shown ? $"{names} and {_tensors.Count - shown} more" : names;
    }
}
