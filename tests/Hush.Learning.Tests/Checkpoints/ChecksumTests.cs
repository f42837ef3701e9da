using System.Text;
using Hush.Learning.Checkpoints;
using Hush.Testing;
using Xunit;

namespace Hush.Learning.Tests.Checkpoints;

public class ChecksumTests
{
    private const string Entry = "\"crc32c\":\"";

    // RFC 3720, section B.4.
    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", 0x8a9136aa)]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", 0x62a8ab43)]
    [InlineData("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", 0x46dd794e)]
    [InlineData("", 0x00000000)]
    public void It_has_the_values_of_the_standard(string bytes, uint checksum) =>
        Assert.Equal(checksum, Whole(Convert.FromHexString(bytes)));

    [Fact]
    public void It_is_CRC_32C_however_the_bytes_are_cut()
    {
        byte[] digits = "123456789"u8.ToArray(), more = [.. Enumerable.Range(0, 100).Select(i => (byte)(7 * i))];
        Assert.Equal(0xE3069283, Whole(digits));       // the check value in RFC 3720 and all CRC catalogs
        for (int cut = 0; cut <= more.Length; cut++)
        {
            var crc = default(Crc32C);
            crc.Append(more.AsSpan(0, cut));
            crc.Append(more.AsSpan(cut));
            Assert.Equal(Naive(more), crc.Value);
        }
    }

    [Fact]
    public void Every_flipped_bit_is_found()
    {
        byte[] sound = Example();
        int header = 8 + BitConverter.ToInt32(sound);
        for (int bit = 0; bit < 8 * sound.Length; bit++)
        {
            byte[] damaged = [.. sound];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            var error = Assert.Throws<CheckpointException>(() => SafetensorsFile.Read(damaged, "'a'"));
            if (bit / 8 >= header)
                Assert.Matches("^'a' is damaged: the checksum of its content is [0-9a-f]{8}, but [0-9a-f]{8} was saved with it. ",
                    error.Message);
        }
    }

    [Fact]
    public void A_changed_header_that_is_still_sound_is_reported_as_damage()
    {
        byte[] bytes = Example();
        bytes[Find(bytes, "F32"u8)] = (byte)'B';
        Assert.StartsWith("'a' is damaged: the checksum",
            Assert.Throws<CheckpointException>(() => SafetensorsFile.Read(bytes, "'a'")).Message);
    }

    [Fact]
    public void A_file_without_a_checksum_is_read()
    {
        string header = SafetensorsBytes.Header(SafetensorsBytes.Entry("a", "[1]", 0, 4));
        Assert.Equal([0], SafetensorsFile.Read(SafetensorsBytes.File(header, 4), "old")["a"].Values);
    }

    private const string Cover = "\"crc32c_of\":\"the whole file, with this checksum as 00000000\",", Format = "\"hush_format\":\"2\",";

    [Fact]
    public void A_file_whose_checksum_was_cut_out_is_refused()
    {
        byte[] sound = Example();
        string crc = $"{Entry}{Of(sound)}\",";
        AssertRefused("its checksum is missing", Without(sound, crc, Cover));
        AssertRefused("its checksum is incomplete", Without(sound, crc));
        AssertRefused("its checksum is incomplete", Without(sound, Cover));

        static void AssertRefused(string message, byte[] file) =>
            Assert.Contains(message, Assert.Throws<CheckpointException>(() => SafetensorsFile.Read(file, "'a'")).Message);
    }

    [Fact]
    public void A_file_of_the_older_format_may_lack_its_checksum()
    {
        byte[] sound = Example();
        SafetensorsFile old = SafetensorsFile.Read(Without(sound, $"{Entry}{Of(sound)}\",", Cover, Format), "'a'");
        Assert.Equal(["card"], old.Metadata.Keys);
        Assert.Equal([0, -1], old["bias"].Values);
    }

    [Fact]
    public void A_file_of_the_older_format_with_a_checksum_is_verified()
    {
        byte[] old = Without(Example(), Format);
        Encoding.ASCII.GetBytes(Of(old), old.AsSpan(Find(old, Encoding.UTF8.GetBytes(Entry)) + Entry.Length));
        Assert.Equal([0, -1], SafetensorsFile.Read(old, "'a'")["bias"].Values);
        old[^1] ^= 1;
        var error = Assert.Throws<CheckpointException>(() => SafetensorsFile.Read(old, "'a'"));
        Assert.StartsWith("'a' is damaged: the checksum", error.Message);
    }

    [Fact]
    public void A_file_of_a_newer_format_says_so()
    {
        byte[] newer = Example();
        newer[Find(newer, Encoding.UTF8.GetBytes(Format)) + Format.Length - 3] = (byte)'3';
        Encoding.ASCII.GetBytes(Of(newer), newer.AsSpan(Find(newer, Encoding.UTF8.GetBytes(Entry)) + Entry.Length));
        Assert.Equal(
            "'a' has format 3, but this version of Hush reads formats up to 2. Update Hush.",
            Assert.Throws<CheckpointException>(() => SafetensorsFile.Read(newer, "'a'")).Message);
    }

    [Fact]
    public void The_checksum_is_not_part_of_the_metadata_and_its_name_is_taken()
    {
        SafetensorsFile file = SafetensorsFile.Read(Example(), "'a'");
        Assert.Equal(["card"], file.Metadata.Keys);
        file.Metadata["crc32c"] = "mine";
        Assert.StartsWith("Metadata cannot be named 'crc32c'",
            Assert.Throws<ArgumentException>(() => file.Write(new MemoryStream())).Message);
    }

    /// <summary>Removes parts of the file's header and adjusts its length.</summary>
    internal static byte[] Without(byte[] file, params string[] parts)
    {
        int length = BitConverter.ToInt32(file);
        string header = Encoding.UTF8.GetString(file, 8, length);
        foreach (string part in parts)
        {
            Assert.Contains(part, header);
            header = header.Replace(part, "", StringComparison.Ordinal);
        }

        byte[] json = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes((long)json.Length), .. json, .. file[(8 + length)..]];
    }

    /// <summary>The expected checksum of a file's bytes, computed from the definition.</summary>
    internal static string Of(byte[] bytes)
    {
        byte[] zeroed = [.. bytes];
        zeroed.AsSpan(Find(bytes, Encoding.UTF8.GetBytes(Entry)) + Entry.Length, 8).Fill((byte)'0');
        return $"{Naive(zeroed):x8}";
    }

    private static int Find(byte[] bytes, ReadOnlySpan<byte> text) => bytes.AsSpan().IndexOf(text);

    private static uint Whole(byte[] bytes)
    {
        var crc = default(Crc32C);
        crc.Append(bytes);
        return crc.Value;
    }

    private static uint Naive(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
        }

        return ~crc;
    }

    private static byte[] Example()
    {
        var file = new SafetensorsFile();
        file.Add("weight", [3, 1, 5], Samples.Normal(15, 1));
        file.Add("bias", [2], [0, -1]);
        file.Metadata["card"] = """{"crc32c":"00000000"}""";
        using var stream = new MemoryStream();
        file.Write(stream);
        return stream.ToArray();
    }
}
