using System.Buffers.Binary;
using System.Text;
using Hush.Learning.Checkpoints;
using Hush.Testing;
using Xunit;

namespace Hush.Learning.Tests.Checkpoints;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hush-safetensors-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_was_written_is_read_back_bit_for_bit()
    {
        SafetensorsFile written = Example();
        string path = Path.Combine(_folder, "a.safetensors");
        written.Write(path);

        SafetensorsFile read = SafetensorsFile.Read(path);

        Assert.Equal(["bias", "empty", "scale", "weight"], read.Tensors.Keys);
        Assert.Equal([3, 1, 5, 7], read["weight"].Shape);
        Assert.Empty(read["scale"].Shape);
        Assert.Equal([2, 0], read["empty"].Shape);
        foreach ((string name, SavedTensor tensor) in written.Tensors)
            Assert.Equal(tensor.Values.Select(BitConverter.SingleToUInt32Bits), read[name].Values.Select(BitConverter.SingleToUInt32Bits));
        Assert.Equal(written.Metadata, read.Metadata);
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        var file = new SafetensorsFile();
        file.Add("b", [2], [1, -2]);
        file.Add("a", [1, 1], [0.5f]);
        file.Metadata["card"] = "é\"x\"";

        byte[] bytes = Bytes(file);

        string json =
            $$$"""{"__metadata__":{"crc32c":"{{{ChecksumTests.Of(bytes)}}}","crc32c_of":"the whole file, with this checksum as 00000000","hush_format":"2","card":"é\"x\""},"a":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""";
        int header = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        Assert.Equal(0, header % 8);
        Assert.Equal(json, Encoding.UTF8.GetString(bytes, 8, header).TrimEnd(' '));
        Assert.Equal(0.5f, BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(8 + header)));
        Assert.Equal(1f, BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(8 + header + 4)));
        Assert.Equal(-2f, BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(8 + header + 8)));
        Assert.Equal(8 + header + 12, bytes.Length);
    }

    [Fact]
    public void Equal_content_gives_equal_bytes_in_whatever_order_it_was_added()
    {
        SafetensorsFile one = new(), other = new();
        one.Add("x", [1], [1]);
        one.Add("X.1", [1], [2]);
        (one.Metadata["k"], one.Metadata["j"]) = ("1", "2");
        (other.Metadata["j"], other.Metadata["k"]) = ("2", "1");
        other.Add("X.1", [1], [2]);
        other.Add("x", [1], [1]);
        Assert.Equal(Bytes(one), Bytes(other));
    }

    [Fact]
    public void A_file_of_another_writer_is_read_with_its_own_order_and_padding()
    {
        string header = SafetensorsBytes.Header(SafetensorsBytes.Entry("z", "[2]", 0, 8),
            SafetensorsBytes.Entry("a", "[]", 8, 12)) + "     ";
        byte[] bytes = SafetensorsBytes.File(header, 12);
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(^4), 7);
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(^8), 6);
        SafetensorsFile file = SafetensorsFile.Read(bytes, "test");
        Assert.Equal([0, 6], file["z"].Values);
        Assert.Equal([7], file["a"].Values);
    }

    [Fact]
    public void A_file_without_tensors_is_sound()
    {
        SafetensorsFile file = SafetensorsFile.Read(Bytes(new SafetensorsFile()), "test");
        Assert.Empty(file.Tensors);
        Assert.Empty(file.Metadata);
    }

    [Fact]
    public void A_stream_that_cannot_seek_is_read_too()
    {
        using var stream = new OneWay(Bytes(Example()));
        Assert.Equal(Example()["weight"].Values, SafetensorsFile.Read(stream, "test")["weight"].Values);
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        byte[] bytes = Bytes(Example());
        for (int length = 0; length < bytes.Length; length += 1 + (length / 16))
            Assert.Throws<CheckpointException>(() => SafetensorsFile.Read(bytes[..length], "test"));
    }

    [Fact]
    public void A_missing_tensor_is_named_with_those_that_are_there()
    {
        var error = Assert.Throws<CheckpointException>(() => SafetensorsFile.Read(Bytes(Example()), "'m.safetensors'")["enc1.weight"]);
        Assert.Equal(
            "'m.safetensors' has no tensor 'enc1.weight'; it has bias, empty, scale, weight. " +
            "Choose a file that was saved from the same network.",
            error.Message);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var error = Assert.Throws<CheckpointException>(() => SafetensorsFile.Read("no/such.safetensors"));
        Assert.Equal("The file 'no/such.safetensors' does not exist. Give the path of a .safetensors file.", error.Message);
    }

    [Fact]
    public void A_shape_that_does_not_fit_and_a_name_that_is_taken_are_refused()
    {
        var file = new SafetensorsFile();
        file.Add("w", [2], [1, 2]);
        var shape = Assert.Throws<ShapeException>(() => file.Add("v", [2, 3], new float[5]));
        Assert.Equal("Tensor 'v' of shape [2, 3] needs 6 values, got 5. Pass exactly that many.", shape.Message);
        foreach (string name in (string[])["w", "__metadata__"])
        {
            var error = Assert.Throws<ArgumentException>(() => file.Add(name, [1], [1]));
            Assert.StartsWith($"A tensor cannot be named '{name}': the name is reserved or already in use. Choose another.", error.Message);
        }
    }

    private static SafetensorsFile Example()
    {
        var file = new SafetensorsFile();
        file.Add("weight", [3, 1, 5, 7], Samples.Normal(105, 1));
        file.Add("bias", [4], [float.NaN, float.PositiveInfinity, -0f, float.Epsilon]);
        file.Add("scale", [], [3]);
        file.Add("empty", [2, 0], []);
        file.Metadata["recipe"] = """{"name":"mnist"}""";
        file.Metadata[""] = "line\nline";
        return file;
    }

    private static byte[] Bytes(SafetensorsFile file)
    {
        using var stream = new MemoryStream();
        file.Write(stream);
        return stream.ToArray();
    }

    private sealed class OneWay(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();
    }
}
