using Hush.Imaging.Metrics;
using Hush.Imaging.Noise.Camera;
using Hush.Numerics;
using Hush.Numerics.Random;

namespace Hush.Imaging.Noise;

/// <summary>
/// What photographs bring, for training: for each image camera noise (half of the images), white noise of a level that the network is told (a quarter), white noise
/// or grain of a level that it is not told, or no noise at all.
/// </summary>
internal sealed class PhotoNoise : INoise
{
    private const double CameraShare = 0.5, WhiteShare = 0.25, BlindShare = 0.05, GrainShare = 0.1;

    private readonly CameraNoise _camera;
    private readonly GaussianNoise _white;
    private readonly GrainNoise _grain;

    /// <summary>Noise of these ranges.</summary>
    /// <param name="gain">Of cameras.</param>
    /// <param name="sigma">Of white noise, on the scale 0..255; grain has up to half as much.</param>
    public PhotoNoise(NumberRange gain, NumberRange sigma)
    {
        _camera = new CameraNoise(gain);
        _white = new GaussianNoise(NoiseLevel.FromByteScale(sigma.Low), NoiseLevel.FromByteScale(sigma.High), clip: false);
        _grain = new GrainNoise(new NumberRange(sigma.Low, Math.Max(sigma.Low, sigma.High / 2)));
    }

    private enum Kind
    {
        Camera,
        White,
        BlindWhite,
        Grain,
        None,
    }

    /// <inheritdoc/>
    public string Describe =>
        $"for each image one of: {_camera.Describe} ({CameraShare:0 %}); {_white.Describe} ({WhiteShare:0 %}, and {BlindShare:0 %} whose level is not told); " +
        $"{_grain.Describe} ({GrainShare:0 %}); none";

    /// <inheritdoc/>
    public NoiseLevel? LevelOf(in RandomKey key) => KindOf(key) == Kind.White ? _white.LevelOf(key) : NoiseLevel.FromPixelScale(0);

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> clean, Span<float> noisy, Shape image, in RandomKey key)
    {
        Spans.Check("Noise of photographs", clean, noisy, image);
        switch (KindOf(key))
        {
            case Kind.Camera:
                _camera.Apply(clean, noisy, image, key);
                break;
            case Kind.White or Kind.BlindWhite:
                _white.Apply(clean, noisy, image, key);
                break;
            case Kind.Grain:
                _grain.Apply(clean, noisy, image, key);
                break;
            default:
                clean.CopyTo(noisy);
                break;
        }
    }

    /// <inheritdoc/>
    public void Pair(Span<float> clean, Span<float> noisy, Shape image, in RandomKey key)
    {
        if (KindOf(key) == Kind.Camera)
            _camera.Pair(clean, noisy, image, key);
        else
            Apply(clean, noisy, image, key);
    }

    private static Kind KindOf(in RandomKey key)
    {
        double number = Philox.Uniform(NoiseParts.Choice(key), 0);
        return number < CameraShare ? Kind.Camera
            : number < CameraShare + WhiteShare ? Kind.White
            : number < CameraShare + WhiteShare + BlindShare ? Kind.BlindWhite
            : number < CameraShare + WhiteShare + BlindShare + GrainShare ? Kind.Grain : Kind.None;
    }
}
