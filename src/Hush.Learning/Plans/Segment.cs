namespace Hush.Learning.Plans;

/// <summary>Operations that some images pass together before the next images do.</summary>
/// <remarks>
/// At full size one image fills the second-level cache, and is best taken through many layers while it is there. Where images have
/// become small, filters are the larger part: then several images share one reading of them.
/// </remarks>
/// <param name="Operations">In order.</param>
/// <param name="Images">How many images go together, at most.</param>
internal readonly record struct Segment(Operation[] Operations, int Images)
{
    private const nint CacheFloats = 128 << 10;
    private const nint LongestFilters = 4;      // transformed for Winograd's algorithm, they take 36 floats in the place of nine

    /// <summary>Cuts a sequence of operations where the number of images changes.</summary>
    /// <param name="operations">In order.</param>
    /// <param name="most">The most images that a worker has at once.</param>
    public static Segment[] Cut(IReadOnlyList<Operation> operations, int most)
    {
        var segments = new List<Segment>();
        var open = new List<Operation>();
        int together = 1;
        foreach (Operation operation in operations)
        {
            int images = operation.Step is { } step ? Together(step, most) : together;
            if (images != together && open.Count > 0)
            {
                segments.Add(new Segment([.. open], together));
                open.Clear();
            }

            open.Add(operation);
            together = images;
        }

        segments.Add(new Segment([.. open], together));
        return [.. segments];
    }

    /// <summary>
    /// How many images go through a step together: what fits the cache, or as many as are no longer than the step's filters, which are then
    /// read once for all of them. A power of two, so that the groups of one segment are made of whole groups of another.
    /// </summary>
    /// <param name="step">The step.</param>
    /// <param name="most">The most images that a worker has at once.</param>
    internal static int Together(IStep step, int most)
    {
        nint floats = Math.Max(CacheFloats, step is IFilterStep { Parameters: var parameters } ? LongestFilters * (nint)parameters : 0);
        int images = 1;
        while (2 * images <= most && 2 * images * step.ImageFloats <= floats)
            images *= 2;
        return images;
    }
}
