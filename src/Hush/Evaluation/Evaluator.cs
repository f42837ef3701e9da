using Hush.Imaging.Datasets;
using Hush.Imaging.Estimation;
using Hush.Imaging.Metrics;
using Hush.Imaging.Noise;
using Hush.Learning.Networks;
using Hush.Learning.Plans;
using Hush.Numerics;
using Hush.Numerics.Random;
using Hush.Numerics.Threading;

namespace Hush.Evaluation;

/// <summary>Measures weights on images: one fixed draw of noise, PSNR and SSIM of the noisy, the filtered and the denoised image.</summary>
internal sealed class Evaluator : IDisposable
{
    private const int BatchImages = 128;

    /// <summary>
    /// Images of more pixels go one by one: a plan for several keeps whole images at every layer, one for a single image some of its rows.
    /// </summary>
    private const int BatchPixels = 256 * 256;

    private readonly Network _network;
    private readonly Weights _weights;
    private readonly ConvolutionMode _mode;
    private readonly WorkerTeam _team;
    private InferencePlan? _plan;
    private Shape _planned;

    public Evaluator(Network network, Weights weights, ConvolutionMode mode, WorkerTeam team) =>
        (_network, _weights, _mode, _team) = (network, weights, mode, team);

    /// <inheritdoc cref="BaselineChoice.On"/>
    public GaussianFilter ChooseBaseline(IImageSet validation, INoise noise, ulong seed, CancellationToken cancel) =>
        BaselineChoice.On(validation, noise, seed, _team, cancel);

    /// <summary>Scores all images; without a baseline the scores have none.</summary>
    public EvaluationScores Score(IImageSet images, INoise noise, ulong seed, GaussianFilter? baseline, IProgress<double>? progress, CancellationToken cancel)
    {
        var scores = new EvaluationScores(new ImageScore[images.Count], new ImageScore[baseline == null ? 0 : images.Count], new ImageScore[images.Count]);
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
            PlanFor(shape, several: count > 1).Run(noisy, estimate, levels, cancellation: cancel);
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

    /// <summary>One image with its noise and its estimate, [1, H, W, C] each: the same draw as in <see cref="Score"/>.</summary>
    public (Tensor Clean, Tensor Noisy, Tensor Estimate) Show(IImageSet images, INoise noise, ulong seed, int image)
    {
        Shape shape = ShapeOf(images, image);
        Tensor clean = new(shape), noisy = new(shape), estimate = new(shape);
        images.Read(image, clean.Span);
        float level = AddNoise(clean.Span, noisy.Span, shape, noise, seed, image);
        PlanFor(shape, several: false).Run(noisy, estimate, new[] { level });
        return (clean, noisy, estimate);
    }

    public void Dispose() => _plan?.Dispose();

    /// <summary>Adds an image's noise.</summary>
    /// <returns>The level that the network is told: the noise's own, or, where it has none, what patches of the noisy image say, without
    /// the model's word on texture.</returns>
    private float AddNoise(Span<float> clean, Span<float> noisy, Shape shape, INoise noise, ulong seed, int image)
    {
        var key = new RandomKey(seed, RandomPurpose.TestNoise, 0, (uint)image);
        noise.Pair(clean, noisy, shape, key);
        if (!_network.TakesScalar)
            return 0;
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
        while ((long)height * width <= BatchPixels && count < BatchImages && first + count < images.Count && images.SizeOf(first + count) == (height, width))
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
