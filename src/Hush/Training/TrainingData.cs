using Hush.Imaging.Datasets;
using Hush.Learning.Networks;
using Hush.Recipes;

namespace Hush.Training;

/// <summary>The images that a recipe uses.</summary>
/// <param name="Set">The whole dataset.</param>
/// <param name="Training">Images to train on.</param>
/// <param name="Validation">Images for validation, repeated for several patches each if there are few.</param>
/// <param name="ValidationImages">The validation images, each once.</param>
/// <param name="Patch">[1, H, W, C] of the network's input in training: the recipe's patch, or the whole image.</param>
internal sealed record TrainingData(Dataset Set, IImageSet Training, IImageSet Validation, IImageSet ValidationImages, Shape Patch)
{
    private const int MaxValidationPatches = 16;       // per image: validation is a small part of an epoch

    /// <summary>How the split deviates from the recipe and why; null if it does not.</summary>
    public string? Note { get; private init; }

    /// <summary>Splits the dataset as specified by the recipe.</summary>
    /// <exception cref="RecipeException">The dataset is too small for the recipe, or its images need a patch size.</exception>
    public static TrainingData Of(Recipe recipe, Dataset set)
    {
        Shape patch = PatchOf(recipe, set.Training);
        IImageSet PatchesOf(IImageSet images, int atMost) => Repeated(images, Math.Min(recipe.Data.Patches, atMost));
        if (set.HoldsOutNamed)
            return new TrainingData(set, Patches(recipe, First(recipe, set.Training)), PatchesOf(set.Test, MaxValidationPatches), set.Test,
                patch);
        int count = set.Training.Count, wanted = recipe.Data.Validation;
        if (count < 2)
            throw new RecipeException($"'{set.Name}' has only one training image, and validation needs another. Add images, or " +
                "choose another folder.");
        int taken = ValidationCount(recipe, count);
        var (training, validation) = Split.Cut(count, taken, recipe.Seed);
        var validationImages = new ImageSubset($"{set.Name} validation", set.Training, validation);
        return new TrainingData(
            set,
            Patches(recipe, First(recipe, new ImageSubset($"{set.Name} training", set.Training, training))),
            taken == wanted ? validationImages : PatchesOf(validationImages, Math.Min(MaxValidationPatches, (wanted + taken - 1) / taken)),
            validationImages,
            patch)
        {
            Note = taken == wanted ? null
                : $"The recipe '{recipe.Name}' asks for {wanted} validation images; with only {count} images, {taken} are used.",
        };
    }

    /// <summary>
    /// Number of images to use for validation: as many as the recipe says, or a fifth (at least one) if that would be more than half.
    /// </summary>
    public static int ValidationCount(Recipe recipe, int count) =>
        recipe.Data.Validation <= count / 2 ? recipe.Data.Validation : Math.Max(1, (count + 2) / 5);

    /// <summary>Rejects a network whose number of channels differs from that of the images.</summary>
    /// <exception cref="RecipeException">The number of channels differs.</exception>
    public void RequireChannels(Recipe recipe, Network network)
    {
        if (network.Channels != Patch.C)
        {
            throw new RecipeException(
                $"The model of the recipe '{recipe.Name}' takes images with {network.Channels} channels, but the images of '{Set.Name}' " +
                $"have {Patch.C}. Choose another model or dataset.");
        }
    }

    private static IImageSet First(Recipe recipe, IImageSet images) => recipe.Data.Limit is { } limit && limit < images.Count
        ? new ImageSubset(images.Name, images, [.. Enumerable.Range(0, limit)])
        : images;

    private static IImageSet Patches(Recipe recipe, IImageSet images)
    {
        if ((long)images.Count * recipe.Data.Patches > Array.MaxLength)
        {
            throw new RecipeException(
                $"The recipe '{recipe.Name}' takes {recipe.Data.Patches} patches from each of {images.Count} images, " +
                "which is more than an epoch can have. Choose fewer.")
            {
                Changes = ["data.patches=64"],
            };
        }

        return Repeated(images, recipe.Data.Patches);
    }

    private static IImageSet Repeated(IImageSet images, int times) => times > 1 ? new RepeatedImages(images, times) : images;

    private static Shape PatchOf(Recipe recipe, IImageSet images)
    {
        if (recipe.Data.Patch is { } side)
            return new Shape(1, side, side, images.Channels);
        var size = images.SizeOf(0);
        for (int i = 1; i < images.Count; i++)
        {
            if (images.SizeOf(i) != size)
            {
                throw new RecipeException(
                    $"The images of '{recipe.Data.Name}' differ in size, so the recipe '{recipe.Name}' must set the size of the " +
                    "training patches.")
                {
                    Changes = ["data.patch=64"],
                };
            }
        }

        return new Shape(1, size.Height, size.Width, images.Channels);
    }
}
