using Hush.Numerics;

namespace Hush.Learning.Optimizers;

/// <summary>Updates weights from gradients, part by part. Parts are disjoint and may be updated concurrently, in any order.</summary>
internal interface IOptimizer : IDisposable
{
    /// <summary>
    /// Offset and length of each part in the buffer of learned weights. Together the parts cover the buffer. The most expensive
    /// parts come first.
    /// </summary>
    IReadOnlyList<(int Start, int Length)> Parts { get; }

    /// <summary>
    /// Multiply-adds of each part that takes so long that ranks divide such parts. They are the first of <see cref="Parts"/>.
    /// </summary>
    IReadOnlyList<long> ExpensiveParts { get; }

    /// <summary>The state that is kept between steps, by name. Part of a checkpoint.</summary>
    IReadOnlyList<(string Name, AlignedMemory Values)> State { get; }

    /// <summary>Updates one part of the weights.</summary>
    /// <param name="part">Index in <see cref="Parts"/>.</param>
    /// <param name="weights">All learned weights.</param>
    /// <param name="gradient">The gradient of all learned weights.</param>
    /// <param name="step">Step number, learning rate and factor on the gradient.</param>
    /// <param name="worker">Index of the worker thread, from 0; selects its scratch memory.</param>
    void Update(int part, Span<float> weights, ReadOnlySpan<float> gradient, in UpdateStep step, int worker);

    /// <summary>Updates the state of an expensive part, but not the weights, which another rank computes.</summary>
    void UpdateState(int part, ReadOnlySpan<float> gradient, in UpdateStep step);
}

/// <summary>The values that all parts of an update share.</summary>
/// <param name="Number">Step number, starting at 1.</param>
/// <param name="Rate">Learning rate.</param>
/// <param name="GradientScale">Factor on the gradient: <see cref="GradientClipping.Factor"/>, or 1.</param>
internal readonly record struct UpdateStep(long Number, float Rate, float GradientScale);
