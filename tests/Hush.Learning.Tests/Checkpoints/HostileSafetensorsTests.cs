using System.Text;
using Hush.Learning.Checkpoints;
using Xunit;
using static Hush.Learning.Tests.Checkpoints.SafetensorsBytes;

namespace Hush.Learning.Tests.Checkpoints;

public class HostileSafetensorsTests
{
    [Fact]
    public void A_header_longer_than_the_file_or_than_the_limit_is_refused_without_memory_for_it()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refused(File("{}", 0, promised: 3), "its first 8 bytes state a header of 3 bytes, but 2 follow and at most 100000000 are allowed");
        Refused(File("{}", 90, promised: ulong.MaxValue), "its first 8 bytes state a header of 18446744073709551615 bytes, but 92 follow");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);

        using var huge = new Endless();
        var error = Assert.Throws<CheckpointException>(() => SafetensorsFile.Read(huge, "x"));
        Assert.Contains("state a header of 100000001 bytes, but 1000000000000 follow and at most 100000000 are allowed", error.Message);
    }

    [Fact]
    public void The_whole_message_says_who_what_and_what_to_do() => Assert.Equal(
        "x is not a valid safetensors file: it must have at least 8 bytes, but has 3. " +
        "It is damaged or of another format; save or download it again.",
        Assert.Throws<CheckpointException>(() => SafetensorsFile.Read([1, 2, 3], "x")).Message);

    [Theory]
    [InlineData("", "its header must begin with '{'")]
    [InlineData(" {}", "its header must begin with '{'")]
    [InlineData("[]", "its header must begin with '{'")]
    [InlineData("{\"a\":", "its header is not valid JSON")]
    [InlineData("{} {}", "its header is not valid JSON")]
    [InlineData("{\"a\":{\"dtype\":[[[[[[[[]]]]]]]]}}", "its header is not valid JSON")]
    [InlineData("{\"a\":1}", "tensor 'a' must be a JSON object, but is 1")]
    [InlineData("{\"a\":{}}", "tensor 'a' must have dtype, shape and data_offsets, but has ")]
    [InlineData("{\"__metadata__\":{\"k\":1}}", "metadata 'k' must be a string, but is 1")]
    [InlineData("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", "'k' occurs twice in its metadata")]
    [InlineData("{\"__metadata__\":[]}", "its metadata must be a JSON object, but is []")]
    public void A_header_that_is_not_the_expected_JSON_is_refused(string header, string message) => Refused(File(header, 0), message);

    [Fact]
    public void A_header_that_is_not_UTF_8_is_refused()
    {
        byte[] bytes = File("{\"__metadata__\":{\"k\":\"?\"}}", 0);
        bytes[Array.IndexOf(bytes, (byte)'?')] = 0xFF;
        Refused(bytes, "its header is not valid JSON");
    }

    [Fact]
    public void A_name_that_stands_twice_is_refused()
    {
        Refused(File(Header(Entry("a", "[1]", 0, 4), Entry("a", "[1]", 4, 8)), 8), "'a' occurs twice in the header");
        Refused(
            File("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4),
                "'dtype' occurs twice in tensor 'a'");
    }

    [Fact]
    public void Another_kind_of_number_is_refused_with_its_name()
    {
        var error = Assert.Throws<CheckpointException>(() => SafetensorsFile.Read(File(Header(Entry("a", "[2]", 0, 4, "F16")), 4), "x"));
        Assert.Equal("x stores tensor 'a' as \"F16\", but only 32-bit floats (\"F32\") are supported. Convert the file first.",
            error.Message);
    }

    [Theory]
    [InlineData("[-1]", 0, 4, "shape of tensor 'a' must be a list of integers of at least 0, but is [-1]")]
    [InlineData("[1.5]", 0, 4, "shape of tensor 'a' must be a list of integers")]
    [InlineData("[\"1\"]", 0, 4, "shape of tensor 'a' must be a list of integers")]
    [InlineData("4", 0, 4, "shape of tensor 'a' must be a list of integers")]
    [InlineData("[99999999999999999999]", 0, 4, "shape of tensor 'a' must be a list of integers")]
    [InlineData("[2]", 0, 4, "tensor 'a' of shape [2] does not match its bytes 0 to 4 of 4-byte floats")]
    [InlineData("[1]", 4, 0, "tensor 'a' of shape [1] does not match its bytes 4 to 0")]
    [InlineData("[4294967296,4294967296]", 0, 0, "does not match its bytes 0 to 0")]             // the product wraps to 0
    [InlineData("[1073741825,4]", 0, 16, "does not match its bytes 0 to 16")]                     // wraps to 4 in 32 bits
    [InlineData("[0,4294967296]", 0, 0, "does not match its bytes 0 to 0")]                      // no extent fits an int
    [InlineData("[0]", -4, -4, "data_offsets of tensor 'a' must be a list of integers of at least 0, but is [-4,-4]")]
    [InlineData("[2]", 0, 8, "its tensors take 8 bytes, but 4 follow the header")]
    [InlineData("[1]", 4, 8, "tensor 'a' must begin at byte 0, where the previous one ends, but begins at 4")]
    public void A_shape_or_offsets_that_the_bytes_do_not_have_are_refused(string shape, long begin, long end, string message) =>
        Refused(File(Header(Entry("a", shape, begin, end)), 4), message);

    [Theory]
    [InlineData(4, 8, 12, "tensor 'b' must begin at byte 4, where the previous one ends, but begins at 8")]
    [InlineData(8, 4, 8, "tensor 'b' must begin at byte 8, where the previous one ends, but begins at 4")]
    [InlineData(4, 0, 4, "tensor 'b' must begin at byte 4, where the previous one ends, but begins at 0")]
    public void Gaps_and_overlaps_between_tensors_are_refused(long firstEnd, long begin, long end, string message) =>
        Refused(File(Header(Entry("a", $"[{firstEnd / 4}]", 0, firstEnd), Entry("b", "[1]", begin, end)), 12), message);

    [Fact]
    public void Bytes_behind_the_last_tensor_are_refused() =>
        Refused(File(Header(Entry("a", "[1]", 0, 4)), 5), "its tensors take 4 bytes, but 5 follow the header");

    [Fact]
    public void Three_offsets_are_refused() => Refused(
        File("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,4]}}", 4), "tensor 'a' must have 2 data_offsets, but has 3");

    [Fact]
    public void No_single_changed_byte_of_the_header_gives_anything_but_a_file_or_a_clear_error()
    {
        byte[] bytes = File(Header(Entry("a", "[1,2]", 0, 8), Entry("b", "[1]", 8, 12)), 12);
        for (int i = 0; i < bytes.Length - 12; i++)
        {
            foreach (byte wrong in (byte[])[0, (byte)'"', (byte)'9', (byte)'}', 0xC3, (byte)(bytes[i] ^ 1)])
            {
                byte[] changed = [.. bytes];
                changed[i] = wrong;
                if (Record.Exception(() => SafetensorsFile.Read(changed, "x")) is { } error)
                    Assert.IsType<CheckpointException>(error);
            }
        }
    }

    private static void Refused(byte[] bytes, string message)
    {
        var error = Assert.Throws<CheckpointException>(() => SafetensorsFile.Read(bytes, "x"));
        Assert.StartsWith("x is not a valid safetensors file: ", error.Message);
        Assert.Contains(message, error.Message);
    }

    /// <summary>A file of a terabyte whose header length exceeds the limit by one byte.</summary>
    private sealed class Endless : MemoryStream
    {
        public Endless()
            : base(BitConverter.GetBytes(100_000_001UL))
        {
        }

        public override long Length => 1_000_000_000_008;
    }
}
