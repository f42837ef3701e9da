using Hush.Imaging.Files;
using Hush.Learning.Plans;
using Hush.Models;
using Hush.Numerics;
using Hush.Numerics.Threading;

namespace Hush.Denoising;

/// <summary>
/// A loaded model that cleans images of any size. A gray model cleans a colour image channel by channel; a colour model cleans a gray
/// image as three equal channels and averages them. Safe to call from several threads; they queue.
/// </summary>
public sealed class Denoiser : IDisposable
{
    private readonly Model _model;
    private readonly WorkerTeam _team;
    private readonly Lock _lock = new();
    private InferencePlan? _plan;
    private (int Height, int Width) _planned;

    private Denoiser(Model model, int threads)
    {
        _model = model;
        _team = new WorkerTeam(threads);
    }

    /// <summary>What is to be known about the model.</summary>
    public ModelCard Card => _model.Card;

    /// <summary>Loads a model.</summary>
    /// <param name="model">A run folder, a <c>.safetensors</c> file, or the name of a model that comes with Hush.</param>
    /// <param name="threads">Threads; null takes one for each processor.</param>
    /// <exception cref="Learning.Checkpoints.CheckpointException">There is no such model, or it is damaged.</exception>
    public static Denoiser Load(string model, int? threads = null) => new(Model.Open(model), threads ?? Environment.ProcessorCount);

    /// <summary>Returns a clean copy: size, bit depth, channels and alpha as they were.</summary>
    /// <param name="image">The noisy image.</param>
    /// <param name="options">Noise level and strength.</param>
    public Image Denoise(Image image, DenoiseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        options ??= new DenoiseOptions();
        float level = LevelFor(options);
        Shape shape = image.Pixels.Shape;
        var clean = new Tensor(shape);
        lock (_lock)
        {
            if (shape.C == Card.Channels)
                Run(image.Pixels, clean, level);
            else if (Card.Channels == 1)
                ChannelByChannel(image.Pixels, clean, level);
            else
                AsGray(image.Pixels, clean, level);
        }

        if (options.Strength < 100)
            Blend(image.Pixels.Span, clean.Span, (float)(options.Strength / 100));
        return image.WithPixels(clean);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _plan?.Dispose();
        _team.Dispose();
        _model.Dispose();
    }

    private float LevelFor(DenoiseOptions options)
    {
        if (!(options.Strength is >= 0 and <= 100))
            throw new ArgumentOutOfRangeException(nameof(options), options.Strength, "The strength is 0 (nothing is removed) to 100 (all noise is).");
        if (!_model.Network.TakesScalar)
            return 0;
        double sigma = options.Sigma ?? (Card.Noise.Sigma is { } range ? (range.Low + range.High) / 2 : 25);
        return (float)(sigma / 255);
    }

    private void Run(Tensor noisy, Tensor clean, float level)
    {
        var size = (noisy.Shape.H, noisy.Shape.W);
        if (_plan == null || _planned != size)
        {
            _plan?.Dispose();
            _plan = new InferencePlan(_model.Network, size.H, size.W, severalImages: false, _team);
            _plan.Load(_model.Weights);
            _planned = size;
        }

        _plan.Run(noisy, clean, new[] { level });
    }

    private void ChannelByChannel(Tensor noisy, Tensor clean, float level)
    {
        int channels = noisy.Shape.C;
        Shape plane = noisy.Shape with { C = 1 };
        using Tensor from = new(plane), to = new(plane);
        for (int c = 0; c < channels; c++)
        {
            for (int i = 0; i < from.Span.Length; i++)
                from.Span[i] = noisy.Span[(i * channels) + c];
            Run(from, to, level);
            for (int i = 0; i < to.Span.Length; i++)
                clean.Span[(i * channels) + c] = to.Span[i];
        }
    }

    private void AsGray(Tensor noisy, Tensor clean, float level)
    {
        Shape colour = noisy.Shape with { C = 3 };
        using Tensor from = new(colour), to = new(colour);
        for (int i = 0; i < from.Span.Length; i++)
            from.Span[i] = noisy.Span[i / 3];
        Run(from, to, level);
        for (int i = 0; i < clean.Span.Length; i++)
            clean.Span[i] = (to.Span[3 * i] + to.Span[(3 * i) + 1] + to.Span[(3 * i) + 2]) / 3;
    }

    private static void Blend(ReadOnlySpan<float> noisy, Span<float> clean, float strength)
    {
        for (int i = 0; i < clean.Length; i++)
            clean[i] = noisy[i] + (strength * (clean[i] - noisy[i]));
    }
}
