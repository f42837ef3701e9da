using System.Numerics.Tensors;
using Hush.Imaging.Metrics;
using Hush.Imaging.Noise.Camera;
using Hush.Numerics;
using Hush.Numerics.Random;

namespace Hush.Imaging.Noise;

/// <summary>
/// What photographs bring, for training: for each image camera noise, grain, white noise, or none. The network is told the deviation of the
/// noise in a quarter of the images, and 0 in the others: so it learns to find the noise by itself, and to follow a level that it is given.
/// A tenth of the images become gray first.
/// </summary>
internal sealed class PhotoNoise : INoise
{
    private const double CameraShare = 0.5, GrainShare = 0.2, WhiteShare = 0.1, ToldShare = 0.25, GrayShare = 0.1;
    private const double JpegChance = 0.5;
    private const int LeastQuality = 85;

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
        Grain,
        White,
        None,
    }

    /// <inheritdoc/>
    public string Describe =>
        $"for each image one of: {_camera.Describe} ({CameraShare:0%}); {_grain.Describe} ({GrainShare:0%}); " +
        $"{_white.Describe} ({WhiteShare:0%}); none";

    /// <inheritdoc/>
    public NoiseLevel? LevelOf(in RandomKey key) => null;

    /// <inheritdoc/>
    public NoiseLevel? Told(ReadOnlySpan<float> clean, ReadOnlySpan<float> noisy, in RandomKey key)
    {
        if (clean.IsEmpty || Philox.Uniform(NoiseParts.Choice(key), 1) >= ToldShare)
            return null;
        float deviation = TensorPrimitives.Distance(clean, noisy) / MathF.Sqrt(clean.Length);
        return NoiseLevel.FromPixelScale(Math.Min(1, deviation));
    }

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> clean, Span<float> noisy, Shape image, in RandomKey key)
    {
        Spans.Check("Noise of photographs", clean, noisy, image);
        clean.CopyTo(noisy);
        if (BecomesGray(image, key))
            MakeGray(noisy);
        switch (KindOf(key))
        {
            case Kind.Camera:
                _camera.Apply(noisy, noisy, image, key);
                break;
            case Kind.Grain:
                _grain.Apply(noisy, noisy, image, key);
                break;
            case Kind.White:
                _white.Apply(noisy, noisy, image, key);
                break;
            case Kind.None:
                Compress(noisy, image, key);
                break;
        }

        if (BecomesGray(image, key))
            MakeGray(noisy);
    }

    /// <inheritdoc/>
    public void Pair(Span<float> clean, Span<float> noisy, Shape image, in RandomKey key)
    {
        Spans.Check("Noise of photographs", clean, noisy, image);
        if (KindOf(key) != Kind.Camera)
        {
            Apply(clean, noisy, image, key);
            if (KindOf(key) == Kind.None)
                noisy.CopyTo(clean);
            else if (BecomesGray(image, key))
                MakeGray(clean);
            return;
        }

        if (BecomesGray(image, key))
            MakeGray(clean);
        _camera.Pair(clean, noisy, image, key);
        if (BecomesGray(image, key))
        {
            MakeGray(clean);
            MakeGray(noisy);
        }
    }

    /// <summary>Half of the images without noise go through good JPEG, which is nothing to remove.</summary>
    private static void Compress(Span<float> pixels, Shape image, in RandomKey key)
    {
        RandomKey numbers = NoiseParts.Strengths(key);
        if (Philox.Uniform(numbers, 0) >= JpegChance)
            return;
        int quality = LeastQuality + Philox.Below(numbers, 1, 101 - LeastQuality);
        bool halvesColor = Philox.Uniform(numbers, 2) < 0.5;
        new JpegCompression(quality, halvesColor, Philox.Below(numbers, 3, 16), Philox.Below(numbers, 4, 16)).Apply(pixels, image);
    }

    private static bool BecomesGray(Shape image, in RandomKey key) => image.C == 3 && Philox.Uniform(NoiseParts.Choice(key), 2) < GrayShare;

    /// <summary>Three equal channels, as a color file holds a gray image.</summary>
    private static void MakeGray(Span<float> pixels)
    {
        for (int i = 0; i < pixels.Length; i += 3)
        {
            float luma = (Luma.Red * pixels[i]) + (Luma.Green * pixels[i + 1]) + (Luma.Blue * pixels[i + 2]);
            pixels.Slice(i, 3).Fill(luma);
        }
    }

    private static Kind KindOf(in RandomKey key)
    {
        double number = Philox.Uniform(NoiseParts.Choice(key), 0);
        return number < CameraShare ? Kind.Camera
            : number < CameraShare + GrainShare ? Kind.Grain
            : number < CameraShare + GrainShare + WhiteShare ? Kind.White : Kind.None;
    }
}
