using System.Numerics.Tensors;
using Hush.Denoising;
using Hush.Imaging.Datasets;
using Hush.Imaging.Metrics;
using Hush.Imaging.Noise;
using Hush.Learning.Networks;
using Hush.Learning.Plans;
using Hush.Numerics.Random;
using Hush.Numerics.Threading;
using Hush.Training;

namespace Hush.Evaluation;

/// <summary>Evaluates weights on images with a fixed draw of noise: PSNR and SSIM of the noisy, filtered and denoised images.</summary>
internal sealed class ModelEvaluator : IDisposable
{
    private const int BatchImages = 128;

    /// <summary>
    /// Larger images are processed one at a time: a plan for a batch stores whole feature maps, a plan for a single image only some rows.
    /// </summary>
    private const int BatchPixels = 256 * 256;

    private readonly Network _network;
    private readonly Weights _weights;
    private readonly ConvolutionMode _mode;
    private readonly WorkerTeam _team;
    private readonly bool _isBlind;
    private InferencePlan? _plan;
    private Shape _planned;

    /// <param name="network">The network.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="mode">The convolution algorithms.</param>
    /// <param name="team">The worker threads. Not disposed by this class.</param>
    /// <param name="isBlind">Whether the network finds noise without a single level itself: it runs without a level first.</param>
    public ModelEvaluator(Network network, Weights weights, ConvolutionMode mode, WorkerTeam team, bool isBlind) =>
        (_network, _weights, _mode, _team, _isBlind) = (network, weights, mode, team, isBlind);

    /// <inheritdoc cref="BaselineChoice.On"/>
    public GaussianFilter ChooseBaseline(IImageSet validation, INoise noise, ulong seed, CancellationToken cancel) =>
        BaselineChoice.On(validation, noise, seed, _team, cancel);

    /// <summary>Scores all images. Without a baseline, <see cref="EvaluationScores.Baseline"/> is empty.</summary>
    public EvaluationScores Score(IImageSet images, INoise noise, ulong seed, GaussianFilter? baseline, IProgress<double>? progress,
        CancellationToken cancel)
    {
        var scores = new EvaluationScores(new ImageScore[images.Count], new ImageScore[baseline == null ? 0 : images.Count],
            new ImageScore[images.Count]);
        for (int first = 0; first < images.Count;)
        {
            cancel.ThrowIfCancellationRequested();
            int count = RunOfOneSize(images, first);
            Shape shape = ShapeOf(images, first), batch = shape with { N = count };
            using Tensor clean = new(batch), noisy = new(batch), estimate = new(batch);
            float[] levels = new float[count];
            int start = first;
            _team.Run(count, (i, _) =>
            {
                images.Read(start + i, clean.Image(i));
                levels[i] = AddNoise(clean.Image(i), noisy.Image(i), shape, noise, seed, start + i);
            });
            Denoise(noisy, estimate, levels, cancel);
            _team.Run(count, (i, _) =>
            {
                scores.Noisy[start + i] = ImageScore.Of(clean.Image(i), noisy.Image(i), shape);
                if (baseline != null)
                {
                    float[] filtered = new float[shape.Count];
                    baseline.Apply(noisy.Image(i), filtered, shape);
                    scores.Baseline[start + i] = ImageScore.Of(clean.Image(i), filtered, shape);
                }

                scores.Denoised[start + i] = ImageScore.Of(clean.Image(i), estimate.Image(i), shape);
            });
            first += count;
            progress?.Report((double)first / images.Count);
        }

        return scores;
    }

    /// <summary>Denoises one image with the same noise as in <see cref="Score"/>. All tensors are [1, H, W, C].</summary>
    public (Tensor Clean, Tensor Noisy, Tensor Estimate) Show(IImageSet images, INoise noise, ulong seed, int image)
    {
        Shape shape = ShapeOf(images, image);
        Tensor clean = new(shape), noisy = new(shape), estimate = new(shape);
        images.Read(image, clean.Span);
        float level = AddNoise(clean.Span, noisy.Span, shape, noise, seed, image);
        Denoise(noisy, estimate, [level], default);
        return (clean, noisy, estimate);
    }

    public void Dispose() => _plan?.Dispose();

    /// <summary>
    /// Denoises images of one size. A level that is NaN is found with a first run without a level, as in <see cref="BlindEstimate"/>.
    /// </summary>
    private void Denoise(Tensor noisy, Tensor estimate, float[] levels, CancellationToken cancel)
    {
        Shape shape = noisy.Shape;
        InferencePlan plan = PlanFor(shape with { N = 1 }, several: shape.N > 1);
        if (levels.Any(float.IsNaN))
        {
            plan.Run(noisy, estimate, new float[shape.N], cancellation: cancel);
            for (int i = 0; i < shape.N; i++)
            {
                double removed = 255 * TensorPrimitives.Distance(noisy.Image(i), estimate.Image(i)) / Math.Sqrt(shape.ImageCount);
                levels[i] = float.IsNaN(levels[i]) ? (float)(BlindEstimate.SigmaFor(removed) / 255) : levels[i];
            }
        }

        plan.Run(noisy, estimate, levels, cancellation: cancel);
    }

    /// <summary>Adds the noise of an image.</summary>
    /// <returns>
    /// The level to give to the network: that of the noise or, if it has none, the estimate from the noisy image's patches alone. NaN if
    /// the network finds it.
    /// </returns>
    private float AddNoise(Span<float> clean, Span<float> noisy, Shape shape, INoise noise, ulong seed, int image)
    {
        var key = new RandomKey(seed, RandomPurpose.TestNoise, 0, (uint)image);
        noise.CreatePair(clean, noisy, shape, key);
        if (!_network.TakesScalar)
            return 0;
        if (_isBlind && noise.LevelOf(key) is null)
            return float.NaN;
        return (noise.LevelOf(key) ?? NoiseEstimator.Estimate(noisy, shape).Level)?.Sigma ?? 0;
    }

    private static Shape ShapeOf(IImageSet images, int index)
    {
        var (height, width) = images.SizeOf(index);
        return new Shape(1, height, width, images.Channels);
    }

    private static int RunOfOneSize(IImageSet images, int first)
    {
        int count = 1;
        var (height, width) = images.SizeOf(first);
        while ((long)height * width <= BatchPixels && count < BatchImages && first + count < images.Count
            && images.SizeOf(first + count) == (height, width))
            count++;
        return count;
    }

    private InferencePlan PlanFor(Shape image, bool several)
    {
        Shape planned = image with { N = several ? 2 : 1 };
        if (_plan == null || _planned != planned)
        {
            _plan?.Dispose();
            _plan = new InferencePlan(_network, image.H, image.W, several, _team, _mode);
            _plan.Load(_weights);
            _planned = planned;
        }

        return _plan;
    }
}
