using Hush.Numerics;

namespace Hush.Learning.Optimizers;

/// <summary>Changes weights after gradients, part by part: parts do not overlap and may run at the same time, in any order.</summary>
public interface IOptimizer : IDisposable
{
    /// <summary>
    /// Where each part lies in the buffer of learned weights; all together they cover it. The largest pieces of work come first.
    /// </summary>
    IReadOnlyList<(int Start, int Length)> Parts { get; }

    /// <summary>What it remembers from step to step, by name: part of a checkpoint.</summary>
    IReadOnlyList<(string Name, AlignedMemory Values)> State { get; }

    /// <summary>One step for one part.</summary>
    /// <param name="part">Its place in <see cref="Parts"/>.</param>
    /// <param name="weights">All learned weights.</param>
    /// <param name="gradient">The gradient of all.</param>
    /// <param name="step">The step's number, from 1, its learning rate, and what multiplies every gradient first.</param>
    /// <param name="worker">Who computes, from 0: each has working memory of its own.</param>
    void Update(int part, Span<float> weights, ReadOnlySpan<float> gradient, in UpdateStep step, int worker);
}

/// <summary>What all parts of an update share.</summary>
/// <param name="Number">The step's number, from 1.</param>
/// <param name="Rate">Its learning rate.</param>
/// <param name="GradientScale">Multiplies every gradient first: <see cref="GradientClipping.Factor"/>, or 1.</param>
public readonly record struct UpdateStep(long Number, float Rate, float GradientScale);
