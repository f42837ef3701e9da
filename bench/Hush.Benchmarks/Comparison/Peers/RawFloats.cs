using System.Runtime.InteropServices;

namespace Hush.Benchmarks.Comparison.Peers;

/// <summary>Files of 32-bit floats and nothing else.</summary>
internal static class RawFloats
{
    public static float[] Read(string path) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();

    public static void Write(string path, ReadOnlySpan<float> values) => File.WriteAllBytes(path, MemoryMarshal.AsBytes(values));
}
