namespace Hush.Recipes;

/// <summary>Which images are learned from.</summary>
public sealed record DataRecipe
{
    /// <summary>mnist, fashion-mnist, cifar10, or a folder of images.</summary>
    public string Name { get; init; } = "mnist";

    /// <summary>Images that are cut from the training set by seed to watch the training with, 1 to 1,000,000.</summary>
    public int Validation { get; init; } = 5000;

    /// <summary>Side of the square patches that are learned from, in pixels, 1 to 4,096; null takes whole images.</summary>
    public int? Patch { get; init; }

    /// <summary>Patches that an epoch takes of each image, 1 to 1,000,000.</summary>
    public int Patches { get; init; } = 1;

    /// <summary>
    /// Names, without ending, of images of a folder that are never trained on: the training is watched on them, and they are what it is
    /// measured on at the end. Where the folder has none of them, both are cut by seed.
    /// </summary>
    public IReadOnlyList<string> HeldOut { get; init; } = [];

    /// <summary>Whether images are flipped and turned at random.</summary>
    public bool Augment { get; init; }

    /// <summary>Learns from the first so many images after the validation cut; null takes all.</summary>
    public int? Limit { get; init; }

    internal IEnumerable<string?> Rules() =>
        [Rule.That(Patches == 1 || Patch is not null, "data.patch", "a size, where data.patches are taken of each image", "null")];
}
