using System.Buffers.Binary;
using System.Text;

namespace Hush.Learning.Tests.Checkpoints;

/// <summary>Builds valid and invalid files byte by byte, from the specification of the format.</summary>
internal static class SafetensorsBytes
{
    /// <summary>8 bytes of header length (the actual or a given one), the header, and the data.</summary>
    public static byte[] File(string header, int dataLength, ulong? promised = null)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] bytes = new byte[8 + json.Length + dataLength];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, promised ?? (ulong)json.Length);
        json.CopyTo(bytes, 8);
        return bytes;
    }

    /// <summary>A member of the header.</summary>
    public static string Entry(string name, string shape, long begin, long end, string dtype = "F32") =>
        $$"""  "{{name}}":{"dtype":"{{dtype}}","shape":{{shape}},"data_offsets":[{{begin}},{{end}}]}""";

    /// <summary>The header with these members.</summary>
    public static string Header(params string[] entries) => "{" + string.Join(",", entries) + "}";
}
