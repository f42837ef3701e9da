namespace Hush.Numerics.Tests.Kernels;

/// <summary>
/// The layout of packed weights at any lane width, implemented from its specification. Outputs of up to four slots have [slot, window
/// position]; wider ones have the panels of <see cref="PanelLayout"/>, each [window position, panel].
/// </summary>
/// <param name="kernel">Rows and columns of a window.</param>
/// <param name="inputSlots">Slot of each input channel.</param>
/// <param name="inputStride">Slots per input pixel.</param>
/// <param name="outputSlots">Slot of each output channel, among those that the kernel writes.</param>
/// <param name="outputStride">Slots per result.</param>
/// <param name="lane">Lane width in floats.</param>
internal sealed class PackedFilters(
    int kernel, int[] inputSlots, int inputStride, int[] outputSlots, int outputStride, int lane)
{
    private readonly int _window = kernel * kernel * inputStride;

    /// <summary>Total length in floats.</summary>
    public int Length => _window * outputStride;

    /// <summary>Index of the weight of (output, input, row, column).</summary>
    public int Index(int output, int input, int row, int column)
    {
        int position = (((row * kernel) + column) * inputStride) + inputSlots[input];
        int slot = outputSlots[output];
        if (outputStride <= 4)
            return (slot * _window) + position;
        var (panel, width) = PanelLayout.Of(slot, outputStride, lane);
        return (panel * _window) + (position * width) + (slot - panel);
    }

    /// <summary>Packs filters given as a function. Slots without a channel are 0.</summary>
    public float[] Pack(Func<int, int, int, int, float> filter)
    {
        var packed = new float[Length];
        foreach (var (o, i, r, c) in Elements())
            packed[Index(o, i, r, c)] = filter(o, i, r, c);
        return packed;
    }

    /// <summary>Unpacks to dense [out, in, kernel, kernel].</summary>
    public float[] Unpack(ReadOnlySpan<float> packed)
    {
        var dense = new float[outputSlots.Length * inputSlots.Length * kernel * kernel];
        foreach (var (o, i, r, c) in Elements())
            dense[(((((o * inputSlots.Length) + i) * kernel) + r) * kernel) + c] = packed[Index(o, i, r, c)];
        return dense;
    }

    private IEnumerable<(int Output, int Input, int Row, int Column)> Elements() =>
        from o in Enumerable.Range(0, outputSlots.Length)
        from i in Enumerable.Range(0, inputSlots.Length)
        from r in Enumerable.Range(0, kernel)
        from c in Enumerable.Range(0, kernel)
        select (o, i, r, c);
}
