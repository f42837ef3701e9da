using Hush.Learning.Models;
using Hush.Learning.Networks;
using Hush.Training;

namespace Hush.Models;

/// <summary>Builds networks from recipes.</summary>
internal static class ModelFactory
{
    /// <summary>Builds the network of a recipe.</summary>
    /// <param name="recipe">The model section of a recipe.</param>
    /// <param name="channels">Channels of the data.</param>
    /// <exception cref="RecipeException">The network has more weights than an array can hold, or a layer of a custom network does
    /// not fit the others.</exception>
    public static Network Build(ModelRecipe recipe, int channels)
    {
        try
        {
            return Draw(recipe, channels);
        }
        catch (LayerException e)
        {
            string images = recipe.Channels is null ? $" (for images of {channels} {(channels == 1 ? "channel" : "channels")})" : "";
            throw new RecipeException($"model.layers{images}: {e.Message}");
        }
        catch (OverflowException) when (!recipe.IsCustom)
        {
            throw new RecipeException(
                $"A network with levels of {string.Join(", ", recipe.Widths)} channels has more parameters than fit in memory. " +
                "Choose fewer channels.")
            {
                Changes = ["model.widths=32,64,96"],
            };
        }
    }

    private static Network Draw(ModelRecipe recipe, int channels)
    {
        channels = recipe.Channels ?? channels;
        var options = new UNetOptions
        {
            Widths = recipe.Widths,
            Blocks = recipe.Blocks,
            Residual = recipe.Block != BlockKind.Plain,
            SecondKernel = recipe.Block == BlockKind.Fused ? 1 : 3,
            Expansion = recipe.Expansion,
            Skips = recipe.Skip != SkipKind.None,
            AddsSkips = recipe.Skip == SkipKind.Add,
            BatchNorm = recipe.BatchNorm,
            Bias = recipe.Bias,
            Subtracts = recipe.Output == OutputKind.Subtract,
            NoiseLevelInput = recipe.NoiseLevelInput,
            Unshuffle = recipe.Unshuffle,
        };
        return recipe.Kind switch
        {
            ModelKind.NotebookMnist => NotebookNets.Mnist(),
            ModelKind.NotebookCifar10 => NotebookNets.Cifar10(),
            ModelKind.Autoencoder => Autoencoder.Build(channels, options),
            ModelKind.Unet => UNet.Build(channels, options),
            ModelKind.Custom => LayerNetwork.Build(recipe.Layers, channels),
            _ => throw new ArgumentOutOfRangeException(nameof(recipe), recipe.Kind, "Unknown kind of network. Choose a value of " +
                "ModelKind."),
        };
    }
}
