using Hush.Learning.Networks;

namespace Hush.Learning.Plans;

/// <summary>A step's filters, to be made ready for one pass.</summary>
/// <param name="Step">Whose.</param>
/// <param name="IsAdjoint">Whether for the backward pass.</param>
internal readonly record struct Preparation(IFilterStep Step, bool IsAdjoint)
{
    /// <summary>Makes them ready.</summary>
    public void Run(Weights weights, int worker)
    {
        if (IsAdjoint)
            Step.PrepareAdjoint(weights, worker);
        else
            Step.Prepare(weights, worker);
    }
}
