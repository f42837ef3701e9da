using Hush.Imaging.Datasets;
using Hush.Imaging.Metrics;
using Hush.Imaging.Noise;
using Hush.Learning.Distributed;
using Hush.Learning.Losses;
using Hush.Learning.Networks;
using Hush.Learning.Plans;
using Hush.Learning.Training;
using Hush.Numerics.Random;
using Hush.Numerics.Threading;
using Hush.Reports;

namespace Hush.Training;

/// <summary>
/// The validation images with fixed noise: patches of the training size, identical in every epoch. Each rank takes some of them.
/// </summary>
internal sealed class ValidationSet : IValidation, IDisposable
{
    private const int MaxExamples = 6;
    private const int MaxImages = 256, BatchPixels = MaxImages * 64 * 64;     // per batch: the larger the patches, the fewer per batch

    private readonly IImageSet _images;
    private readonly PatchSampler _patches;
    private readonly INoise _noise;
    private readonly ulong _seed;
    private readonly ILoss _loss;
    private readonly InferencePlan _plan;
    private readonly WorkerTeam _team;
    private readonly Tensor _clean, _noisy, _estimate;
    private readonly ICommunicator _ranks;
    private readonly int _batch;
    private readonly float[] _levels;
    private readonly double[] _losses, _psnrs, _ssims;
    private readonly List<ExampleImage> _examples = [];
    private readonly Action<int, int> _fillBody, _lossBody;
    private int _first;

    public ValidationSet(IImageSet images, Shape patch, INoise noise, ulong seed, ILoss loss, Network network, ConvolutionMode mode,
        WorkerTeam team, ICommunicator ranks)
    {
        (_images, _noise, _seed, _loss, _team, _ranks) = (images, noise, seed, loss, team, ranks);
        _patches = new PatchSampler(images, patch.H, patch.W, orient: false);
        _batch = (int)Math.Clamp(BatchPixels / ((long)patch.H * patch.W), 1, Math.Min(MaxImages, images.Count));
        _plan = new InferencePlan(network, patch.H, patch.W, severalImages: _batch > 1, team, mode);
        _levels = new float[_batch];
        (_losses, _psnrs, _ssims) = (new double[images.Count], new double[images.Count], new double[images.Count]);
        Shape batch = patch with { N = _batch };
        (_clean, _noisy, _estimate) = (new Tensor(batch), new Tensor(batch), new Tensor(batch));
        (_fillBody, _lossBody) = (Fill, ComputeLoss);
    }

    /// <summary>Whether <see cref="Measure"/> also computes <see cref="Ssim"/> and keeps <see cref="Examples"/>.</summary>
    public bool KeepsDetails { get; init; }

    /// <summary>Mean SSIM of the last measurement; NaN if it was not computed, or the images have a side of less than 11 pixels.</summary>
    public double Ssim { get; private set; } = double.NaN;

    /// <summary>The first images, as of the last measurement. Only rank 0 has them.</summary>
    public IReadOnlyList<ExampleImage> Examples => _examples;

    public ValidationResult Measure(Weights weights)
    {
        _plan.Load(weights);
        nint[] bounds = [.. Enumerable.Range(0, _ranks.Count + 1).Select(r => (nint)((long)r * _images.Count / _ranks.Count))];
        int end = (int)bounds[_ranks.Rank + 1];
        for (_first = (int)bounds[_ranks.Rank]; _first < end; _first += _batch)
        {
            int count = Denoise(end);
            _team.Run(count, _lossBody);
        }

        _ranks.AllGather<double>(_losses, bounds);
        _ranks.AllGather<double>(_psnrs, bounds);
        double loss = 0, psnr = 0;
        for (int i = 0; i < _images.Count; i++)
            (loss, psnr) = (loss + _losses[i], psnr + _psnrs[i]);
        Ssim = MeanSsim(bounds);
        if (KeepsDetails && _ranks.Rank == 0)
            KeepExamples();
        return new ValidationResult(loss / ((double)_images.Count * _patches.Patch.Count), psnr / _images.Count);
    }

    public void Dispose()
    {
        _plan.Dispose();
        _clean.Dispose();
        _noisy.Dispose();
        _estimate.Dispose();
    }

    // Denoises the images of a batch, which ends before `end`. Returns their number.
    private int Denoise(int end)
    {
        int count = Math.Min(_batch, end - _first);
        _team.Run(count, _fillBody);
        _plan.Run(_noisy, _estimate, _levels, count);
        return count;
    }

    // Denoised again: with several ranks, others have measured some of them.
    private void KeepExamples()
    {
        _examples.Clear();
        int end = Math.Min(MaxExamples, _images.Count);
        for (_first = 0; _first < end; _first += _batch)
        {
            int count = Denoise(end);
            for (int i = 0; i < count; i++)
                _examples.Add(Example(i));
        }
    }

    private void Fill(int i, int worker)
    {
        int image = _first + i;
        _patches.Fill(image, new RandomKey(_seed, RandomPurpose.Augmentation, uint.MaxValue, (uint)image), _clean.Image(i));
        var key = new RandomKey(_seed, RandomPurpose.ValidationNoise, 0, (uint)image);
        _noise.CreatePair(_clean.Image(i), _noisy.Image(i), _patches.Patch, key);
        _levels[i] = _noise.ConditioningLevel(_clean.Image(i), _noisy.Image(i), key)?.Sigma ?? 0;
    }

    private void ComputeLoss(int i, int worker)
    {
        double count = _patches.Patch.Count;
        _losses[_first + i] = _loss.OfImage(_loss.Value(_estimate.Image(i), _clean.Image(i)) / count, out _) * count;
        _psnrs[_first + i] = Psnr.Of(_clean.Image(i), _estimate.Image(i));
        if (KeepsDetails)
            _ssims[_first + i] = Imaging.Metrics.Ssim.Mean(_clean.Image(i), _estimate.Image(i), _patches.Patch) ?? double.NaN;
    }

    private double MeanSsim(nint[] bounds)
    {
        if (!KeepsDetails)
            return double.NaN;
        _ranks.AllGather<double>(_ssims, bounds);
        double sum = 0;
        foreach (double ssim in _ssims)
            sum += ssim;
        return sum / _images.Count;
    }

    private ExampleImage Example(int i)
    {
        Shape shape = _patches.Patch;
        ReportImage Copy(Tensor images) => new(shape.H, shape.W, shape.C, images.Image(i));
        return new ExampleImage(
            _first + i, Copy(_clean), Copy(_noisy), Copy(_estimate),
            ImageScore.Of(_clean.Image(i), _noisy.Image(i), shape), ImageScore.Of(_clean.Image(i), _estimate.Image(i), shape));
    }
}
