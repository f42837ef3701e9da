using Hush.Recipes;

namespace Hush.Training;

/// <summary>The training data.</summary>
public sealed record DataRecipe
{
    /// <summary>mnist, fashion-mnist, cifar10, or a folder of images.</summary>
    public string Name { get; init; } = "mnist";

    /// <summary>Number of training images to split off at random for validation, 1 to 1,000,000.</summary>
    public int Validation { get; init; } = 5000;

    /// <summary>Width and height of the square training patches in pixels, 1 to 4,096; null to train on whole images.</summary>
    public int? Patch { get; init; }

    /// <summary>Patches per image and epoch, 1 to 1,000,000.</summary>
    public int Patches { get; init; } = 1;

    /// <summary>
    /// Names, without extension, of images of a folder that are excluded from training and used for validation and for the final
    /// evaluation. If the folder contains none of them, both sets are split off by seed.
    /// </summary>
    public IReadOnlyList<string> HeldOut { get; init; } = [];

    /// <summary>Whether images are flipped and rotated at random.</summary>
    public bool Augment { get; init; }

    /// <summary>Train on only this many images of those left after the validation split; null for all.</summary>
    public int? Limit { get; init; }

    internal IEnumerable<string?> Rules() =>
        [Rule.That(Patches == 1 || Patch is not null, "data.patch", "set if data.patches is above 1", "null")];
}
