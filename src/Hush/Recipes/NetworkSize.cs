using System.Numerics;
using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Learning.Plans;
using Hush.Training;

namespace Hush.Recipes;

/// <summary>Rejects networks that this machine cannot train, before memory is allocated for them.</summary>
internal static class NetworkSize
{
    private const long MaxParameters = int.MaxValue;    // a weight buffer is indexed by int
    private const long NotableMemory = 2L << 30;        // above this, the size is reported before training starts
    private const int Buffers = 6;                      // weights, best weights, validated weights, gradient, and two of the optimizer

    /// <summary>Rejects a network whose parameters alone do not fit in memory, before any data is loaded.</summary>
    /// <exception cref="RecipeException">The parameters do not fit.</exception>
    public static void RequireParameters(Recipe recipe) =>
        RequireParameters(recipe.BuildNetwork(recipe.Model.ChannelsOr(1)), recipe, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <summary>Rejects batches that cannot be divided among the processes that train together.</summary>
    /// <exception cref="RecipeException">The batch has fewer parts than there are processes.</exception>
    public static void RequireRanks(Recipe recipe, int ranks)
    {
        int max = TrainingPlan.MaxRanks(recipe.Batch), most = TrainingPlan.MaxRanks(int.MaxValue);
        if (ranks <= max)
            return;
        string problem = $"A batch of {recipe.Batch} images can be divided among at most {max} ranks, got {ranks}.";
        if (ranks > most)
            throw new RecipeException($"{problem} Train on at most {most} ranks, with more threads each.");
        int batch = recipe.Batch;
        while (TrainingPlan.MaxRanks(batch) < ranks)
            batch++;
        throw new RecipeException($"{problem} Use at most {max} ranks, or batches of at least {batch} images.")
        {
            Changes = [$"batch={batch}"],
        };
    }

    /// <summary>
    /// Rejects networks with more levels than the images can be halved, and training that needs more memory than the machine has: each
    /// thread holds the activations of at least one image.
    /// </summary>
    /// <returns>A description of the network's size and memory if they are large, else null.</returns>
    /// <exception cref="RecipeException">There are too many levels, or training needs too much memory.</exception>
    public static string? Require(Network network, Recipe recipe, Shape patch, int threads) =>
        Require(network, recipe, patch, threads, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    internal static string? Require(Network network, Recipe recipe, Shape patch, int threads, long available)
    {
        RequireLevels(network, recipe.Model, patch);
        double weights = RequireParameters(network, recipe, available);
        double total = weights + (MinActivations(network, recipe.Batch, patch, threads) * sizeof(float));
        string size = $"The network has {Large(Parameters(network))} parameters";
        if (total > available)
        {
            throw new RecipeException(
                $"{size}, and training it on {patch.H}x{patch.W} pixels in batches of {recipe.Batch} needs at least {Gigabytes(total)} " +
                $"of memory; this machine has {Gigabytes(available)}. Choose a smaller batch (batch), smaller patches (data.patch) or a " +
                $"smaller network ({(recipe.Model.IsCustom ? "model.layers" : "model.widths")}).");
        }

        return total > NotableMemory ? $"{size}; training it needs at least {Gigabytes(total)} of memory." : null;
    }

    /// <summary>
    /// The maximum number of levels for images of this size: the deepest level has at least one pixel, and no level consists of padding
    /// alone.
    /// </summary>
    internal static int MaxLevels(ModelRecipe model, Shape patch) =>
        BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)Math.Min(patch.H, patch.W))) + (model.Unshuffle ? 0 : 1);

    private static void RequireLevels(Network network, ModelRecipe model, Shape patch)
    {
        if (model.IsCustom)
        {
            RequireHalvings(BitOperations.Log2((uint)network.Alignment), patch);
            return;
        }

        int levels = model.Widths.Count, max = Math.Max(MaxLevels(model, patch), 1);
        if (!model.IsFixed && levels > max)
        {
            throw new RecipeException(
                $"The network has {levels} levels, each with half the height and width of the previous one, but {patch.H}x{patch.W} " +
                $"pixels allow at most {max}. Choose fewer levels (model.widths).");
        }
    }

    private static void RequireHalvings(int halvings, Shape patch)
    {
        int max = BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)Math.Min(patch.H, patch.W)));
        if (halvings > max)
        {
            throw new RecipeException(
                $"The network halves height and width {halvings} times, but {patch.H}x{patch.W} pixels allow at most {max}. Remove " +
                "layers that halve the size (max-pool, pixel-unshuffle) from model.layers.");
        }
    }

    private static double RequireParameters(Network network, Recipe recipe, long available)
    {
        long parameters = Parameters(network);
        double weights = (double)parameters * sizeof(float) * (Buffers + (recipe.Average != null ? 1 : 0));
        return parameters <= MaxParameters && weights <= available
            ? weights
            : throw new RecipeException(
                $"The network has {Large(parameters)} parameters, and training them needs {Gigabytes(weights)} of memory; " +
                $"this machine has {Gigabytes(available)}. Choose fewer channels or blocks " +
                $"({(recipe.Model.IsCustom ? "model.layers" : "model.widths, model.blocks")}).");
    }

    /// <summary>Number of learned parameters; safe for networks of any size.</summary>
    public static long Parameters(Network network) => network.Parameters.Where(p => p.Learned).Sum(p => (long)p.Count);

    /// <summary>
    /// The number of convolution outputs that are kept for the backward pass: of the whole batch if batch normalization needs it at
    /// once, else of one image per thread. Other buffers are not counted, so nothing that would fit is rejected.
    /// </summary>
    private static double MinActivations(Network network, int batch, Shape patch, int threads)
    {
        int images = network.Nodes.Any(n => n.Layer is BatchNorm) ? batch : Math.Min(batch, threads);
        return images * network.Nodes.Where(n => n.Layer is Conv2d)
            .Sum(n => (double)n.Channels * Network.SizeAt(n.Level, patch.H) * Network.SizeAt(n.Level, patch.W));
    }

    private static string Large(long count) => count >= 1_000_000_000 ? $"{count / 1e9:0.0} billion" : $"{count / 1e6:0.#} million";

    private static string Gigabytes(double bytes) => $"{bytes / (1 << 30):0.#} GB";
}
