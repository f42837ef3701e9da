namespace Hush.Learning.Plans;

/// <summary>How long what belongs to a step's filters is needed.</summary>
/// <param name="Forward">The filters of the forward pass, as kernels want them.</param>
/// <param name="Adjoint">The filters of the backward pass.</param>
/// <param name="ChunkSums">The sums of a chunk.</param>
internal readonly record struct FilterStorage(Storage Forward, Storage Adjoint, Storage ChunkSums)
{
    /// <summary>All in memory of its own.</summary>
    public static FilterStorage Local { get; } = new(Storage.Local, Storage.Local, Storage.Local);
}
