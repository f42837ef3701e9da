namespace Hush.Imaging.Datasets;

/// <summary>
/// A dataset, read and verified in full. Split validation images from <paramref name="Training"/> with <see cref="Split"/>; use
/// <paramref name="Test"/> only for the final evaluation.
/// </summary>
/// <param name="Name">The name or folder passed to <see cref="DatasetCatalog.Load"/>, for example <c>mnist</c>.</param>
/// <param name="Training">Images for training and validation.</param>
/// <param name="Test">Images that training never sees.</param>
/// <param name="Provenance">Where the data came from and whether it matches the published content.</param>
internal sealed record Dataset(string Name, IImageSet Training, IImageSet Test, Provenance Provenance)
{
    /// <summary>
    /// True if the test part also serves as the validation set: it was selected by <see cref="DatasetOptions.HeldOut"/>, or only one
    /// training image is left and none can be split off.
    /// </summary>
    public bool HoldsOutNamed { get; init; }
}
