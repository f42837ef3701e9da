namespace Hush.Learning.Plans;

/// <summary>Operations that each image passes without waiting for the others, and the step that then adds up what was gathered.</summary>
/// <param name="Operations">In order.</param>
/// <param name="Conclusion">The normalization that concludes its sums, if one does.</param>
/// <param name="ConcludesForward">Whether those are the sums of the forward pass.</param>
/// <param name="Images">The most images that a worker has at once.</param>
internal readonly record struct Phase(Operation[] Operations, IBatchStep? Conclusion, bool ConcludesForward, int Images)
{
    /// <summary>Steps that sum weight gradients in this phase, those with many weights first.</summary>
    public IFilterStep[] Learning { get; } =
        [.. Operations.Where(o => o.Kind == OperationKind.Backward).Select(o => o.Step).OfType<IFilterStep>().OrderByDescending(s => s.Parameters)];

    /// <summary>Filters that this phase reads, those with many weights first.</summary>
    public Preparation[] Filters { get; } =
    [
        .. Operations
            .Where(o => o.Kind is OperationKind.Forward or OperationKind.Backward && o.Step is IFilterStep)
            .Select(o => new Preparation((IFilterStep)o.Step!, o.Kind == OperationKind.Backward))
            .OrderByDescending(p => p.Step.Parameters),
    ];

    /// <summary>The same operations, in the order in which images pass them.</summary>
    public Segment[] Segments { get; } = Segment.Cut(Operations, Images);

    /// <summary>The phases of a training step: all steps forward, the loss, all steps backward, cut at each normalization.</summary>
    /// <param name="steps">The network's steps.</param>
    /// <param name="images">The most images that a worker has at once.</param>
    /// <returns>The phases, and how many of them conclude the forward pass.</returns>
    public static (Phase[] Phases, int Forward) Sequence(IReadOnlyList<IStep> steps, int images)
    {
        var phases = new List<Phase>();
        var open = new List<Operation> { new(OperationKind.Load) };
        var sections = new List<List<IStep>> { new() };
        foreach (IStep step in steps)
        {
            if (step is IBatchStep batch)
            {
                Cut(new Operation(OperationKind.GatherForward, step, batch), forward: true);
                sections.Add([]);
            }

            open.Add(new Operation(OperationKind.Forward, step));
            sections[^1].Add(step);
        }

        int forward = phases.Count;
        open.Add(new Operation(OperationKind.Loss));
        foreach (IStep step in steps.Reverse())
        {
            if (step is IBatchStep batch)
            {
                Cut(new Operation(OperationKind.GatherBackward, step, batch), forward: false);
                sections.RemoveAt(sections.Count - 1);

                // What was not kept for the whole batch is computed once more.
                open.AddRange(sections[^1].Where(s => !s.Result.KeepsBatch).Select(s => new Operation(OperationKind.Forward, s)));
            }

            open.Add(new Operation(OperationKind.Backward, step));
        }

        phases.Add(new Phase([.. open], null, false, images));
        return ([.. phases], forward);

        void Cut(Operation gather, bool forward)
        {
            open.Add(gather);
            phases.Add(new Phase([.. open], gather.BatchStep, forward, images));
            open.Clear();
        }
    }
}
