using System.Numerics.Tensors;
using Hush.Imaging.Metrics;
using Hush.Imaging.Noise.Camera;
using Hush.Numerics.Random;

namespace Hush.Imaging.Noise;

/// <summary>
/// Training noise for photographs. Each image gets camera noise, grain, white noise or none. Three of five images come with the
/// standard deviation of their noise, the others with 0, so the network learns both blind denoising and to follow a given noise level.
/// A tenth of the color images are converted to gray.
/// </summary>
internal sealed class PhotoNoise : INoise
{
    private const double CameraShare = 0.42, GrainShare = 0.15, WhiteShare = 0.17, ConditionedFraction = 0.6, GrayShare = 0.1;
    private const double CleanJpegChance = 0.75, NoisyJpegChance = 0.5, SoftChance = 0.5;
    private const double UnderJpeg = 0.4;               // noisy JPEGs have usually been downscaled, which averages their noise
    private const int MinQualityOfClean = 82, MinQualityOfNoise = 75;
    private const float MinBlur = 0.4f, MaxBlur = 1.2f;

    private readonly CameraNoise _camera;
    private readonly GaussianNoise _white, _whiteUnderJpeg;
    private readonly GrainNoise _grain;

    /// <param name="gain">Variance of the camera's shot noise at white.</param>
    /// <param name="sigma">Standard deviation of the white noise on the scale 0..255. The maximum for grain is half of it.</param>
    public PhotoNoise(NumberRange gain, NumberRange sigma)
    {
        _camera = new CameraNoise(gain);
        NoiseLevel low = NoiseLevel.FromByteScale(sigma.Low);
        _white = new GaussianNoise(low, NoiseLevel.FromByteScale(sigma.High), clip: false);
        double highUnderJpeg = sigma.Low + (UnderJpeg * (sigma.High - sigma.Low));
        _whiteUnderJpeg = new GaussianNoise(low, NoiseLevel.FromByteScale(highUnderJpeg), clip: false);
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
    public string Description =>
        $"for each image one of: {_camera.Description} ({CameraShare:0%}); {_grain.Description} ({GrainShare:0%}); " +
        $"{_white.Description} ({WhiteShare:0%}); none";

    /// <inheritdoc/>
    public NoiseLevel? LevelOf(in RandomKey key) => null;

    /// <inheritdoc/>
    public NoiseLevel? ConditioningLevel(ReadOnlySpan<float> clean, ReadOnlySpan<float> noisy, in RandomKey key)
    {
        if (clean.IsEmpty || Philox.Uniform(NoiseParts.Choice(key), 1) >= ConditionedFraction)
            return null;
        float deviation = TensorPrimitives.Distance(clean, noisy) / MathF.Sqrt(clean.Length);
        return float.IsFinite(deviation) ? NoiseLevel.FromPixelScale(Math.Min(1, deviation)) : null;        // null with missing data
    }

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> clean, Span<float> noisy, Shape image, in RandomKey key)
    {
        Spans.EnsureMatch("Noise of photographs", clean, noisy, image);
        clean.CopyTo(noisy);
        Prepare(noisy, image, key);
        AddNoise(noisy, image, key);
        if (BecomesGray(image, key))
            MakeGray(noisy);
    }

    /// <inheritdoc/>
    public void CreatePair(Span<float> clean, Span<float> noisy, Shape image, in RandomKey key)
    {
        Spans.EnsureMatch("Noise of photographs", clean, noisy, image);
        Prepare(clean, image, key);
        if (KindOf(key) == Kind.Camera)
        {
            _camera.CreatePair(clean, noisy, image, key);
        }
        else
        {
            clean.CopyTo(noisy);
            AddNoise(noisy, image, key);
        }

        if (KindOf(key) == Kind.None)
            noisy.CopyTo(clean);                // artifacts of high-quality JPEG are part of the target
        if (!BecomesGray(image, key))
            return;
        MakeGray(clean);
        MakeGray(noisy);
    }

    /// <summary>The scene before its noise: some are gray, and half of those with grain are soft, as enlarged images are.</summary>
    private static void Prepare(Span<float> pixels, Shape image, in RandomKey key)
    {
        if (BecomesGray(image, key))
            MakeGray(pixels);
        if (pixels.IsEmpty || KindOf(key) != Kind.Grain || image.C != 3 || Philox.Uniform(NoiseParts.Choice(key), 3) >= SoftChance)
            return;
        var missing = new MissingValues(pixels);
        missing.Fill(pixels, image);
        using var planes = new Planes(image.H, image.W);
        planes.Load(pixels);
        new LensBlur(MinBlur + ((MaxBlur - MinBlur) * Philox.Uniform(NoiseParts.Choice(key), 4))).Apply(planes);
        planes.Store(pixels);
        missing.Restore(pixels);
    }

    private void AddNoise(Span<float> pixels, Shape image, in RandomKey key)
    {
        switch (KindOf(key))
        {
            case Kind.Camera:
                _camera.Apply(pixels, pixels, image, key);
                break;
            case Kind.Grain:
                _grain.Apply(pixels, pixels, image, key);
                break;
            case Kind.White:
                bool isJpeg = IsJpeg(NoisyJpegChance, key);
                (isJpeg ? _whiteUnderJpeg : _white).Apply(pixels, pixels, image, key);
                if (isJpeg)
                    Compress(pixels, image, MinQualityOfNoise, key);
                break;
            case Kind.None:
                if (IsJpeg(CleanJpegChance, key))
                    Compress(pixels, image, MinQualityOfClean, key);
                break;
        }
    }

    private static bool IsJpeg(double chance, in RandomKey key) => Philox.Uniform(NoiseParts.Choice(key), 5) < chance;

    private static void Compress(Span<float> pixels, Shape image, int minQuality, in RandomKey key)
    {
        RandomKey numbers = NoiseParts.Choice(key);
        int quality = minQuality + Philox.Below(numbers, 6, 101 - minQuality);
        bool subsamplesChroma = Philox.Uniform(numbers, 7) < 0.5;
        new JpegCompression(quality, subsamplesChroma, Philox.Below(numbers, 8, 16), Philox.Below(numbers, 9, 16)).Apply(pixels, image);
    }

    private static bool BecomesGray(Shape image, in RandomKey key) => image.C == 3 && Philox.Uniform(NoiseParts.Choice(key), 2) < GrayShare;

    /// <summary>Sets all three channels to the luma.</summary>
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
