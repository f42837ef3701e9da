using Hush.Learning.Plans;
using Hush.Models;
using Hush.Numerics;
using Hush.Numerics.Threading;

namespace Hush.Denoising;

/// <summary>How much memory a denoising may take in all: it decides how large tiles are.</summary>
/// <param name="bytes">The image, its result, the runtime, and the plan for a tile.</param>
internal sealed class MemoryCap(long bytes)
{
    private const int Runtime = 128 << 20;          // the runtime, the file as it is read and written, the weights
    private const int Smaller = 128, Larger = 256;  // sides of two plans: what they differ by is what pixels cost
    private const int FewestPixels = 1 << 14;       // tiles smaller than that are little but overlap

    private (long Small, long Large)? _plans;       // what two plans of the model take

    /// <summary>Pixels of a tile, overlaps included.</summary>
    /// <param name="model">Who is to see the tiles: the same one in every call.</param>
    /// <param name="image">The image's shape.</param>
    /// <param name="team">Who computes.</param>
    /// <exception cref="OptionException">There is not enough for a small tile beside the image and its result.</exception>
    public int TilePixels(Model model, Shape image, WorkerTeam team)
    {
        var (small, large) = _plans ??= (PlanBytes(model, Smaller, team), PlanBytes(model, Larger, team));
        double perPixel = ((double)(large - small) / ((Larger * Larger) - (Smaller * Smaller))) + (2 * sizeof(float) * model.Network.Channels);
        long beside = Runtime + (2 * sizeof(float) * image.Count) + small;
        double pixels = (bytes - beside) / perPixel;
        if (pixels >= FewestPixels)
            return (int)Math.Min(pixels, Tiling.DefaultPixels);
        long needed = beside + (long)(FewestPixels * perPixel);
        throw new OptionException(
            $"{image.W}x{image.H} pixels take {needed >> 20} MiB with their result and the model '{model.Card.Name}', but {bytes >> 20} MiB are allowed. Allow more, or cut the image.");
    }

    private static long PlanBytes(Model model, int side, WorkerTeam team)
    {
        using var plan = new InferencePlan(model.Network, side, side, severalImages: false, team, model.Card.Recipe.Convolutions);
        return plan.Bytes;
    }
}
