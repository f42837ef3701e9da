namespace Hush.Learning.Plans.Memory;

/// <summary>A feature map of a plan and, if training needs it, its gradient.</summary>
internal sealed class PlannedValue(FeatureMap data, FeatureMap? gradient)
{
    private bool _written;

    public FeatureMap Data { get; } = data;

    /// <summary>d loss / d data, with the layout of the data; null if no learned parameter precedes it.</summary>
    public FeatureMap? Gradient { get; } = gradient;

    /// <summary>The inputs of a concatenation that are stored inside this value.</summary>
    public List<PlannedValue> Pieces { get; } = [];

    /// <summary>
    /// Registers a step that writes the gradient; called in the order of the backward pass. Returns true if another step writes
    /// it before, so that this step must accumulate.
    /// </summary>
    public bool ClaimGradient()
    {
        bool before = _written;
        _written = true;
        foreach (PlannedValue piece in Pieces)
            piece._written = true;
        return before;
    }
}
