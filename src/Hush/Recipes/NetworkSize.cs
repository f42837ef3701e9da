using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Numerics;

namespace Hush.Recipes;

/// <summary>Refuses networks that this machine cannot train, before memory is reserved for them.</summary>
internal static class NetworkSize
{
    private const long MaxParameters = int.MaxValue;    // a buffer of weights is indexed by int
    private const int Buffers = 6;                      // weights, best weights, validated weights, gradient, and two of the optimizer

    /// <summary>Compares the least memory that training takes with the machine's.</summary>
    /// <param name="network">The network.</param>
    /// <param name="recipe">Its recipe.</param>
    /// <param name="patch">[1, H, W, C] of an image in training.</param>
    /// <param name="threads">Threads: each has the activations of an image at least.</param>
    /// <exception cref="RecipeException">Training takes more memory than there is.</exception>
    public static void Require(Network network, Recipe recipe, Shape patch, int threads) =>
        Require(network, recipe, patch, threads, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    internal static void Require(Network network, Recipe recipe, Shape patch, int threads, long available)
    {
        long parameters = Parameters(network);
        double weights = (double)parameters * sizeof(float) * (Buffers + (recipe.Average != null ? 1 : 0));
        if (parameters > MaxParameters || weights > available)
        {
            throw new RecipeException(
                $"The network has {Large(parameters)} parameters, and training them takes {Gigabytes(weights)} of memory; this machine has {Gigabytes(available)}. " +
                "Choose fewer channels or blocks (model.widths, model.blocks).");
        }

        double activations = LeastActivations(network, recipe.Batch, patch, threads) * sizeof(float);
        if (weights + activations > available)
        {
            throw new RecipeException(
                $"Training {patch.H}x{patch.W} pixels in batches of {recipe.Batch} takes at least {Gigabytes(weights + activations)} of memory; " +
                $"this machine has {Gigabytes(available)}. Choose a smaller batch (batch), smaller patches (data.patch) or a smaller network (model.widths).");
        }
    }

    /// <summary>Learned values of a network of any size.</summary>
    public static long Parameters(Network network) => network.Parameters.Where(p => p.Learned).Sum(p => (long)p.Count);

    /// <summary>
    /// Results of convolutions, which the backward pass reads again: of the whole batch where batch normalization needs it together, else of an image a thread. What a plan
    /// takes beside them is not counted, so that nothing is refused which would have fit.
    /// </summary>
    private static double LeastActivations(Network network, int batch, Shape patch, int threads)
    {
        int images = network.Nodes.Any(n => n.Layer is BatchNorm) ? batch : Math.Min(batch, threads);
        return images * network.Nodes.Where(n => n.Layer is Conv2d)
            .Sum(n => (double)n.Channels * Network.SizeAt(n.Level, patch.H) * Network.SizeAt(n.Level, patch.W));
    }

    private static string Large(long count) => count >= 1_000_000_000 ? $"{count / 1e9:0.0} billion" : $"{count / 1e6:0.#} million";

    private static string Gigabytes(double bytes) => $"{bytes / (1 << 30):0.#} GB";
}
