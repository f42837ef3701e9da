namespace Hush.Learning.Plans;

/// <summary>How long numbers are needed.</summary>
/// <param name="Keeps">Whether the whole batch's are, or those alone of the images that workers have at the moment.</param>
/// <param name="First">When they are written first. Times are counted by whoever plans; memory is shared by what is needed at other
/// times.</param>
/// <param name="Last">When they are read last.</param>
internal readonly record struct Storage(bool Keeps, int First, int Last)
{
    /// <summary>Of the whole batch, for good.</summary>
    public static Storage Kept { get; } = new(true, int.MinValue, int.MaxValue);

    /// <summary>Of the images that workers have at the moment, in memory of its own.</summary>
    public static Storage Local { get; } = new(false, int.MinValue, int.MaxValue);
}
