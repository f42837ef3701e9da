using Xunit;

namespace Hush.Testing;

/// <summary>The lane widths at which kernels are tested on any hardware: 4, 8 and 16 floats.</summary>
public static class Lanes
{
    public static TheoryData<int> All => [4, 8, 16];

    /// <summary>Every case at every width.</summary>
    public static TheoryData<T, int> Times<T>(params IEnumerable<T> cases)
    {
        var data = new TheoryData<T, int>();
        foreach (T c in cases)
        {
            foreach (int lane in new[] { 4, 8, 16 })
                data.Add(c, lane);
        }

        return data;
    }
}
