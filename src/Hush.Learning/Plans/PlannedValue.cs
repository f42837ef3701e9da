namespace Hush.Learning.Plans;

/// <summary>A value of a network with its memory: the numbers and, where training needs it, their gradient.</summary>
internal sealed class PlannedValue(PixelBuffer data, PixelBuffer? gradient)
{
    private bool _written;

    /// <summary>The numbers.</summary>
    public PixelBuffer Data { get; } = data;

    /// <summary>d loss / d numbers, lying as they do; null where nothing that is learned lies before it.</summary>
    public PixelBuffer? Gradient { get; } = gradient;

    /// <summary>Pieces of a concatenation that live inside this value.</summary>
    public List<PlannedValue> Pieces { get; } = [];

    /// <summary>
    /// Claims the gradient for a writer; called last step first. True if another wrote before, so that this one must add.
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
