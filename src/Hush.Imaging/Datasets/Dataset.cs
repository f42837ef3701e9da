namespace Hush.Imaging.Datasets;

/// <summary>A data set, read and checked in full. Validation images are cut from <paramref name="Training"/> with
/// <see cref="Split"/>; <paramref name="Test"/> is for the final measurement alone.</summary>
/// <param name="Name">The word it was asked for by: <c>mnist</c>, or a folder.</param>
/// <param name="Training">Images to train and validate on.</param>
/// <param name="Test">Images that training never sees.</param>
/// <param name="Provenance">Where it came from and whether its content is the published one.</param>
public sealed record Dataset(string Name, IImageSet Training, IImageSet Test, Provenance Provenance)
{
    /// <summary>
    /// Whether trainings are validated on the test part too: it is what <see cref="DatasetOptions.HeldOut"/> names, or there is a single
    /// image to train on, so that none can be cut off.
    /// </summary>
    public bool HoldsOutNamed { get; init; }
}
