namespace Hush.Learning.Plans.Memory;

/// <summary>The live range of a value, for the assignment of memory. Values with disjoint live ranges can share memory.</summary>
/// <param name="Keeps">True if the value is kept for the whole batch; false if only for the images in flight.</param>
/// <param name="First">Time of the first write. The unit is defined by <see cref="LivenessAnalysis"/>.</param>
/// <param name="Last">Time of the last read.</param>
internal readonly record struct LiveRange(bool Keeps, int First, int Last)
{
    /// <summary>Kept for the whole batch; always live.</summary>
    public static LiveRange Kept { get; } = new(true, int.MinValue, int.MaxValue);

    /// <summary>Kept for the images in flight; always live.</summary>
    public static LiveRange Local { get; } = new(false, int.MinValue, int.MaxValue);
}

/// <summary>Live ranges of the memory for a step's filters.</summary>
/// <param name="Forward">The packed filters of the forward pass.</param>
/// <param name="Adjoint">The packed filters of the backward pass.</param>
/// <param name="ChunkSums">The filter gradients of the chunks.</param>
internal readonly record struct FilterLiveRanges(LiveRange Forward, LiveRange Adjoint, LiveRange ChunkSums)
{
    /// <summary>Nothing shares memory.</summary>
    public static FilterLiveRanges Local { get; } = new(LiveRange.Local, LiveRange.Local, LiveRange.Local);
}
