using Hush.Imaging.Datasets;
using Hush.Imaging.Metrics;
using Hush.Imaging.Noise;
using Hush.Numerics.Random;
using Hush.Numerics.Threading;

namespace Hush.Evaluation;

/// <summary>Selects the Gaussian filter that a network is compared with.</summary>
internal static class BaselineChoice
{
    /// <summary>Maximum number of images to use.</summary>
    public const int MaxImages = 500;

    /// <summary>Maximum width and height of the part of an image to use.</summary>
    public const int MaxSide = 256;

    /// <summary>
    /// Returns the filter with the highest PSNR on the centers, up to 256x256 pixels, of the first 500 validation images. Their noise
    /// is drawn for this purpose. The result does not depend on the number of threads.
    /// </summary>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public static GaussianFilter On(IImageSet validation, INoise noise, ulong seed, WorkerTeam team, CancellationToken cancel)
    {
        var psnr = new double[Math.Min(validation.Count, MaxImages)][];
        team.Run(psnr.Length, (i, _) =>
        {
            cancel.ThrowIfCancellationRequested();
            psnr[i] = Try(validation, noise, seed, i);
        });
        var chooser = new BaselineChooser();
        foreach (double[] image in psnr)
            chooser.Add(image);
        return chooser.Best;
    }

    private static double[] Try(IImageSet images, INoise noise, ulong seed, int index)
    {
        var (height, width) = images.SizeOf(index);
        var center = new Shape(1, Math.Min(height, MaxSide), Math.Min(width, MaxSide), images.Channels);
        float[] clean = new float[center.Count], noisy = new float[center.Count];
        images.ReadRegion(index, (height - center.H) / 2, (width - center.W) / 2, center.H, center.W, clean);
        noise.CreatePair(clean, noisy, center, new RandomKey(seed, RandomPurpose.ValidationNoise, 0, (uint)index));
        return BaselineChooser.Try(clean, noisy, center);
    }
}
