using System.Buffers.Binary;
using System.IO.Compression;

namespace Hush.Imaging.Tests.Files;

/// <summary>An independent, naive PNG encoder: any color type, bit depth and filter, interlaced or not, intact or damaged.</summary>
internal static class PngBytes
{
    /// <summary>Samples per pixel, by color type.</summary>
    public static readonly Dictionary<int, int> PerPixel = new() { [0] = 1, [2] = 3, [3] = 1, [4] = 2, [6] = 4 };

    public static byte[] File(params byte[][] chunks) => [0x89, .. "PNG\r\n\u001a\n"u8, .. chunks.SelectMany(c => c)];

    public static byte[] Header(int width, int height, int bits, int color, bool interlaced = false)
    {
        var data = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(data, width);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(4), height);
        (data[8], data[9], data[12]) = ((byte)bits, (byte)color, (byte)(interlaced ? 1 : 0));
        return Chunk("IHDR", data);
    }

    public static byte[] Chunk(string type, params byte[] data)
    {
        byte[] named = [.. type.Select(c => (byte)c), .. data];
        return [.. BigEndian(data.Length), .. named, .. BigEndian((int)Crc(named))];
    }

    /// <summary>The compressed rows in one chunk.</summary>
    public static byte[] Data(byte[] rows) => Chunk("IDAT", Deflate(rows));

    public static byte[] End => Chunk("IEND");

    /// <summary>samples[(y * width + x) * perPixel + c] as rows or Adam7 passes. Filter 5 cycles through all filters.</summary>
    public static byte[] Rows(int[] samples, int width, int height, int bits, int color, bool interlaced, int filter)
    {
        var output = new List<byte>();
        if (!interlaced)
        {
            int[] xs = [.. Enumerable.Range(0, width)], ys = [.. Enumerable.Range(0, height)];
            AppendPass(output, samples, xs, ys, width, bits, PerPixel[color], filter);
        }

        for (int pass = 1; interlaced && pass <= 7; pass++)
        {
            char p = (char)('0' + pass);
            int[] xs = [.. Enumerable.Range(0, width).Where(x => Adam7.Any(row => row[x % 8] == p))];
            int[] ys = [.. Enumerable.Range(0, height).Where(y => Adam7[y % 8].Any(c => c == p))];
            AppendPass(output, samples, xs, ys, width, bits, PerPixel[color], filter);
        }

        return [.. output];
    }

    public static byte[] Deflate(byte[] data)
    {
        using var stream = new MemoryStream();
        using (var deflater = new ZLibStream(stream, CompressionLevel.Fastest))
            deflater.Write(data);
        return stream.ToArray();
    }

    public static byte[] BigEndian(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    /// <summary>The pass of each pixel in an 8x8 block, as in the specification.</summary>
    private static readonly string[] Adam7 =
    [
        "16462646", "77777777", "56565656", "77777777",
        "36463646", "77777777", "56565656", "77777777",
    ];

    private static void AppendPass(
        List<byte> output, int[] samples, int[] xs, int[] ys, int width, int bits, int perPixel, int filter)
    {
        if (xs.Length == 0)
            return;
        int stride = Math.Max(1, bits * perPixel / 8);
        var above = new byte[((xs.Length * perPixel * bits) + 7) / 8];
        for (int i = 0; i < ys.Length; i++)
        {
            int y = ys[i];
            byte[] row = Bits([.. xs.SelectMany(x => samples.Skip(((y * width) + x) * perPixel).Take(perPixel))], bits);
            int used = filter == 5 ? i % 5 : filter;
            output.Add((byte)used);
            for (int k = 0; k < row.Length; k++)
            {
                int a = k < stride ? 0 : row[k - stride], b = above[k], c = k < stride ? 0 : above[k - stride];
                int p = a + b - c;
                int nearest = new[] { a, b, c }.OrderBy(v => Math.Abs(p - v)).First();       // stable order: a, b, c
                output.Add((byte)(row[k] - new[] { 0, a, b, (a + b) / 2, nearest }[used]));
            }

            above = row;
        }
    }

    private static byte[] Bits(int[] samples, int bits)
    {
        string text = string.Concat(samples.Select(s => Convert.ToString(s, 2).PadLeft(bits, '0')));
        text = text.PadRight((text.Length + 7) / 8 * 8, '0');
        return [.. text.Chunk(8).Select(b => Convert.ToByte(new string(b), 2))];
    }

    private static uint Crc(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int i = 0; i < 8; i++)
                crc = (crc >> 1) ^ (0xEDB88320 * (crc & 1));
        }

        return ~crc;
    }
}
