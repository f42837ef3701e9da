using Xunit;

namespace Hush.Testing;

/// <summary>Approximate comparisons that fail for NaN and print both numbers.</summary>
public static class Near
{
    /// <summary>Asserts that |expected - actual| is at most relative x scale.</summary>
    public static void Equal(double expected, double actual, double scale, double relative)
    {
        double allowed = relative * scale;
        bool near = Math.Abs(expected - actual) <= allowed;
        Assert.True(near, $"expected {expected:G9}, got {actual:G9}, allowed ±{allowed:G3}");
    }

    /// <summary>
    /// Asserts that every element is within relative x the largest expected magnitude. Prints the worst element on failure.
    /// </summary>
    public static void Equal(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double relative)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = 0;
        foreach (double e in expected)
            scale = Math.Max(scale, Math.Abs(e));
        for (int i = 0; i < expected.Length; i++)
        {
            bool near = Math.Abs(expected[i] - actual[i]) <= relative * scale;
            Assert.True(near, $"element {i}: expected {expected[i]:G9}, got {actual[i]:G9}, allowed ±{relative * scale:G3}");
        }
    }
}
