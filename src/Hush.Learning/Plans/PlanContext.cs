namespace Hush.Learning.Plans;

/// <summary>What all steps of a plan share.</summary>
/// <param name="Memory">Where they get memory from.</param>
/// <param name="Training">Whether gradients are wanted.</param>
/// <param name="Mode">How convolutions may be computed.</param>
/// <param name="BatchImages">Images of a batch, for what has to be kept from one pass over it to the next.</param>
/// <param name="LocalImages">Images that all workers together have at the moment.</param>
/// <param name="Filters">When a step's filters are needed.</param>
/// <param name="InWaves">Whether rows of one image pass through all steps before the next rows come: then all values live at the same
/// time.</param>
internal sealed record PlanContext(Workspace Memory, bool Training, ConvolutionMode Mode, int BatchImages, int LocalImages, FilterStorage Filters, bool InWaves = false)
{
    /// <summary>For products whose filters' gradient is summed elsewhere: those from a result's gradient to the input's.</summary>
    public PlanContext ForAdjoint => this with { Training = false, Filters = Filters with { Forward = Filters.Adjoint } };
}
