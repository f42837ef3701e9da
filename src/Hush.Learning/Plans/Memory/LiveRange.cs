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
