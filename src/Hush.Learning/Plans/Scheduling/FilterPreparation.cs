using Hush.Learning.Networks;

namespace Hush.Learning.Plans.Scheduling;

/// <summary>Prepares the filters of a step for the forward pass, or for the backward pass if <c>IsAdjoint</c>.</summary>
internal readonly record struct FilterPreparation(IFilterStep Step, bool IsAdjoint)
{
    public void Run(Weights weights, int worker)
    {
        if (IsAdjoint)
            Step.PrepareAdjoint(weights, worker);
        else
            Step.Prepare(weights, worker);
    }

    /// <summary>The part that is left if another rank packs the filters.</summary>
    public void RunWithoutFilters(Weights weights)
    {
        if (!IsAdjoint)
            Step.PrepareBias(weights);
    }
}
