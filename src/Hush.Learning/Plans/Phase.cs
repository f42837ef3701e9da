namespace Hush.Learning.Plans;

/// <summary>What is done with one image at one place of a phase.</summary>
internal enum OperationKind
{
    /// <summary>The pair is read and the noisy image goes to the network's input.</summary>
    Load,

    /// <summary>A step's result is computed.</summary>
    Forward,

    /// <summary>The image is added to a normalisation's sums.</summary>
    GatherForward,

    /// <summary>The estimate is compared with the clean image.</summary>
    Loss,

    /// <summary>The image is added to a normalisation's sums of gradients.</summary>
    GatherBackward,

    /// <summary>A step's gradients are computed.</summary>
    Backward,
}

/// <summary>One thing that is done with an image.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Step">By which step.</param>
/// <param name="BatchStep">The same step, where it is a normalisation.</param>
internal readonly record struct Operation(OperationKind Kind, IStep? Step = null, IBatchStep? BatchStep = null);

/// <summary>Operations that each image passes without waiting for the others, and the step that then adds up what was gathered.</summary>
/// <param name="Operations">In order.</param>
/// <param name="Conclusion">The normalisation that concludes its sums, if one does.</param>
/// <param name="ConcludesForward">Whether those are the sums of the forward pass.</param>
internal readonly record struct Phase(Operation[] Operations, IBatchStep? Conclusion, bool ConcludesForward)
{
    /// <summary>Steps that sum weight gradients in this phase.</summary>
    public IFilterStep[] Learning { get; } =
        [.. Operations.Where(o => o.Kind == OperationKind.Backward).Select(o => o.Step).OfType<IFilterStep>()];

    /// <summary>The phases of a training step: all steps forward, the loss, all steps backward, cut at each normalisation.</summary>
    /// <returns>The phases, and how many of them conclude the forward pass.</returns>
    public static (Phase[] Phases, int Forward) Sequence(IReadOnlyList<IStep> steps)
    {
        var phases = new List<Phase>();
        var open = new List<Operation> { new(OperationKind.Load) };
        foreach (IStep step in steps)
        {
            if (step is IBatchStep batch)
                Cut(new Operation(OperationKind.GatherForward, step, batch), forward: true);
            open.Add(new Operation(OperationKind.Forward, step));
        }

        int forward = phases.Count;
        open.Add(new Operation(OperationKind.Loss));
        foreach (IStep step in steps.Reverse())
        {
            if (step is IBatchStep batch)
                Cut(new Operation(OperationKind.GatherBackward, step, batch), forward: false);
            open.Add(new Operation(OperationKind.Backward, step));
        }

        phases.Add(new Phase([.. open], null, false));
        return ([.. phases], forward);

        void Cut(Operation gather, bool forward)
        {
            open.Add(gather);
            phases.Add(new Phase([.. open], gather.BatchStep, forward));
            open.Clear();
        }
    }
}
