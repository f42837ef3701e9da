namespace Hush.Learning.Plans;

/// <summary>Live ranges of the memory for a step's filters.</summary>
/// <param name="Forward">The packed filters of the forward pass.</param>
/// <param name="Adjoint">The packed filters of the backward pass.</param>
/// <param name="ChunkSums">The filter gradients of the chunks.</param>
internal readonly record struct FilterStorage(Storage Forward, Storage Adjoint, Storage ChunkSums)
{
    /// <summary>Nothing shares memory.</summary>
    public static FilterStorage Local { get; } = new(Storage.Local, Storage.Local, Storage.Local);
}
