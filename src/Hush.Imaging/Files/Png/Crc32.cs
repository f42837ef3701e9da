namespace Hush.Imaging.Files.Png;

/// <summary>The checksum of PNG chunks: CRC-32 with the reflected polynomial EDB88320 (ISO 3309).</summary>
internal static class Crc32
{
    private static readonly uint[] Table = MakeTable();

    /// <summary>The checksum of no bytes, the initial value for <see cref="Append"/>.</summary>
    public const uint Empty = 0;

    /// <summary>Extends the checksum <paramref name="crc"/> by <paramref name="bytes"/>.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        uint c = ~crc;
        foreach (byte b in bytes)
            c = Table[(byte)(c ^ b)] ^ (c >> 8);
        return ~c;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint n = 0; n < table.Length; n++)
        {
            uint c = n;
            for (int bit = 0; bit < 8; bit++)
                c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
            table[n] = c;
        }

        return table;
    }
}
