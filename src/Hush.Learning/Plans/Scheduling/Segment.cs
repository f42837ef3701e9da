namespace Hush.Learning.Plans.Scheduling;

/// <summary>Operations that a few images go through together, before the next images do.</summary>
/// <remarks>
/// At full resolution, one image fills the L2 cache, so it should go through many layers while it is there. At low resolution,
/// the filters are larger than the images, so several images should share one read of the filters.
/// </remarks>
/// <param name="Operations">The operations, in order.</param>
/// <param name="Images">Maximum number of images at a time.</param>
internal readonly record struct Segment(Operation[] Operations, int Images)
{
    private const nint CacheFloats = 128 << 10;
    private const nint MaxFilterExpansion = 4;      // transformed for Winograd, filters take 36 floats instead of nine

    /// <summary>Divides a sequence of operations where the number of images changes.</summary>
    /// <param name="operations">The operations, in order.</param>
    /// <param name="max">Maximum number of images per worker.</param>
    public static Segment[] Divide(IReadOnlyList<Operation> operations, int max)
    {
        var segments = new List<Segment>();
        var open = new List<Operation>();
        int groupSize = 1;
        foreach (Operation operation in operations)
        {
            int images = operation.Step is { } step ? GroupSize(step, max) : groupSize;
            if (images != groupSize && open.Count > 0)
            {
                segments.Add(new Segment([.. open], groupSize));
                open.Clear();
            }

            open.Add(operation);
            groupSize = images;
        }

        segments.Add(new Segment([.. open], groupSize));
        return [.. segments];
    }

    /// <summary>
    /// Number of images that go through a step together: as many as fit the cache, or as many as are no larger than the step's
    /// filters, which are then read once for all of them. A power of two, so that groups of different segments nest.
    /// </summary>
    internal static int GroupSize(IStep step, int max)
    {
        nint floats = Math.Max(CacheFloats, step is IFilterStep { Parameters: var parameters } ? MaxFilterExpansion * (nint)parameters : 0);
        int images = 1;
        while (2 * images <= max && 2 * images * step.ImageFloats <= floats)
            images *= 2;
        return images;
    }
}
