using System.Runtime.InteropServices;

namespace Hush.Testing;

/// <summary>Compares results bit by bit.</summary>
public static class SameBytes
{
    /// <summary>Fails unless all values have the same bits and none is NaN.</summary>
    public static void Assert(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Xunit.Assert.False(expected.Contains(float.NaN), "a result is NaN");
        int same = MemoryMarshal.Cast<float, uint>(expected).CommonPrefixLength(MemoryMarshal.Cast<float, uint>(actual));
        if (same < expected.Length && same < actual.Length)
            Xunit.Assert.Fail($"value {same} of {expected.Length} differs: {expected[same]:G9} and {actual[same]:G9}");
        Xunit.Assert.Equal(expected.Length, actual.Length);
    }
}
