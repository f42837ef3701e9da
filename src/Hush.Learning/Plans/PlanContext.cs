using Hush.Learning.Plans.Memory;

namespace Hush.Learning.Plans;

/// <summary>Settings shared by all steps of a plan.</summary>
/// <param name="Memory">The memory arena.</param>
/// <param name="Training">True if the plan computes gradients.</param>
/// <param name="Mode">The convolution algorithms.</param>
/// <param name="BatchImages">Images per batch, for values that are kept for the whole batch.</param>
/// <param name="LocalImages">Number of images in flight, over all workers.</param>
/// <param name="Filters">Live ranges of a step's filters.</param>
/// <param name="Streaming">True if a single image is streamed in strips of rows. All values are then live at the same time.</param>
internal sealed record PlanContext(Arena Memory, bool Training, ConvolutionMode Mode, int BatchImages, int LocalImages,
    FilterLiveRanges Filters, bool Streaming = false)
{
    /// <summary>The memory of packed filters, which ranks on one machine share.</summary>
    public Arena FilterMemory { get; init; } = Memory;

    /// <summary>The context for adjoint products, which map output gradients to input gradients and have no filter gradients.</summary>
    public PlanContext ForAdjoint => this with { Training = false, Filters = Filters with { Forward = Filters.Adjoint } };
}
