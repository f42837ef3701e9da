namespace Hush.Benchmarks.Comparison.Convolutions;

/// <summary>
/// Numbers in [-0.5, 0.5) that every program can compute for itself: a hash of a value's place. dnnl_peer.cpp has the same.
/// </summary>
internal static class SampleValues
{
    public const uint Input = 1, Filters = 2, Gradient = 3;

    public static float[] Draw(uint stream, long count)
    {
        var values = new float[count];
        for (int i = 0; i < values.Length; i++)
            values[i] = At((uint)i, stream);
        return values;
    }

    private static float At(uint place, uint stream)
    {
        uint h = (place * 0x9E3779B9u) ^ (stream * 0x7FEB352Du);
        h = (h ^ (h >> 16)) * 0x85EBCA6Bu;
        h = (h ^ (h >> 13)) * 0xC2B2AE35u;
        h ^= h >> 16;
        return ((h >> 8) * (1f / (1 << 24))) - 0.5f;
    }
}
