namespace Hush.Learning.Plans.Scheduling;

/// <summary>Operations that each image goes through without waiting for the others, up to a barrier.</summary>
/// <param name="Operations">The operations, in order.</param>
/// <param name="Reduction">The batch normalization whose sums are complete after this phase, if any.</param>
/// <param name="ReducesForward">True for its forward sums, false for its backward sums.</param>
/// <param name="Images">Maximum number of images per worker.</param>
internal readonly record struct Phase(Operation[] Operations, IBatchStep? Reduction, bool ReducesForward, int Images)
{
    /// <summary>The steps that compute weight gradients in this phase, largest first.</summary>
    public IFilterStep[] GradientSteps { get; } =
        [.. Operations.Where(o => o.Kind == OperationKind.Backward).Select(o => o.Step).OfType<IFilterStep>()
            .OrderByDescending(s => s.Parameters)];

    /// <summary>The filters that this phase needs, largest first.</summary>
    public FilterPreparation[] Filters { get; } =
    [
        .. Operations
            .Where(o => o.Kind is OperationKind.Forward or OperationKind.Backward && o.Step is IFilterStep)
            .Select(o => new FilterPreparation((IFilterStep)o.Step!, o.Kind == OperationKind.Backward))
            .OrderByDescending(p => p.Step.Parameters),
    ];

    /// <summary>The operations, grouped by the number of images that go through them together.</summary>
    public Segment[] Segments { get; } = Segment.Divide(Operations, Images);

    /// <summary>
    /// The phases of a training step: all steps forward, the loss, all steps backward, divided at each batch normalization.
    /// </summary>
    /// <param name="steps">The steps of the network.</param>
    /// <param name="images">Maximum number of images per worker.</param>
    /// <returns>The phases, and the number of those that end at a forward barrier.</returns>
    public static (Phase[] Phases, int Forward) Schedule(IReadOnlyList<IStep> steps, int images)
    {
        var phases = new List<Phase>();
        var open = new List<Operation> { new(OperationKind.Load) };
        var sections = new List<List<IStep>> { new() };
        foreach (IStep step in steps)
        {
            if (step is IBatchStep batch)
            {
                Cut(new Operation(OperationKind.AccumulateForward, step, batch), forward: true);
                sections.Add([]);
            }

            open.Add(new Operation(OperationKind.Forward, step));
            sections[^1].Add(step);
        }

        int forward = phases.Count;
        open.Add(new Operation(OperationKind.Finish));
        foreach (IStep step in steps.Reverse())
        {
            if (step is IBatchStep batch)
            {
                Cut(new Operation(OperationKind.AccumulateBackward, step, batch), forward: false);
                sections.RemoveAt(sections.Count - 1);

                // Recompute what was not kept for the whole batch.
                open.AddRange(sections[^1].Where(s => !s.Result.StoresBatch).Select(s => new Operation(OperationKind.Forward, s)));
            }

            open.Add(new Operation(OperationKind.Backward, step));
        }

        phases.Add(new Phase([.. open], null, false, images));
        return ([.. phases], forward);

        void Cut(Operation accumulate, bool forward)
        {
            open.Add(accumulate);
            phases.Add(new Phase([.. open], accumulate.BatchStep, forward, images));
            open.Clear();
        }
    }
}
