namespace Hush.Learning.Plans.Memory;

/// <summary>Live ranges of the memory for a step's filters.</summary>
/// <param name="Forward">The packed filters of the forward pass.</param>
/// <param name="Adjoint">The packed filters of the backward pass.</param>
/// <param name="ChunkSums">The filter gradients of the chunks.</param>
internal readonly record struct FilterLiveRanges(LiveRange Forward, LiveRange Adjoint, LiveRange ChunkSums)
{
    /// <summary>Nothing shares memory.</summary>
    public static FilterLiveRanges Local { get; } = new(LiveRange.Local, LiveRange.Local, LiveRange.Local);
}
