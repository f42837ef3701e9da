using Hush.Numerics.Random;

namespace Hush.Imaging.Noise.Camera;

/// <summary>The random camera of one image: the parameters of each stage, drawn from the image's key.</summary>
internal readonly struct CameraParameters
{
    private const double ToneChance = 0.7, MalvarChance = 0.4;
    private const double DenoisingChance = 0.9, SharpeningChance = 0.6, ResizingChance = 0.3, JpegChance = 0.8;
    private const float MaxBlur = 2;

    /// <param name="key">Identifies the image.</param>
    /// <param name="gain">Variance of the shot noise at white, drawn log-uniformly.</param>
    public CameraParameters(in RandomKey key, NumberRange gain)
    {
        var numbers = new Numbers(NoiseParts.Strengths(key));
        RandomKey normals = NoiseParts.Deviations(key);
        Shot = MathF.Exp(numbers.Between((float)Math.Log(gain.Low), (float)Math.Log(gain.High)));
        Read = ShotReadNoise.ReadFor(Shot, Philox.Normal(normals, 0));
        Span<float> mix = stackalloc float[SensorColors.CameraCount];
        float sum = 0;
        foreach (ref float weight in mix)
            sum += weight = numbers.Between(1e-6f, 1);
        foreach (ref float weight in mix)
            weight /= sum;
        float exposure = Math.Clamp(0.8f + (0.1f * Philox.Normal(normals, 1)), 0.5f, 1f);
        Colors = new SensorColors(numbers.Between(1.9f, 2.4f), numbers.Between(1.5f, 1.9f), exposure, mix);
        HasTone = numbers.Chance(ToneChance);
        Mosaic = new BayerMosaic(numbers.Below(2), numbers.Below(2));
        IsMalvar = numbers.Chance(MalvarChance);
        bool denoises = numbers.Chance(DenoisingChance);
        var denoising = new InCameraDenoising(
            LumaWidth: numbers.Between(0.6f, 1f),
            LumaStrength: numbers.Between(0.5f, 3.5f),
            CoarseStrength: numbers.Between(0, 1.2f),
            FlatStrength: numbers.Between(0.2f, 0.95f),
            ChromaWidth: numbers.Between(3.4f, 4.6f),
            ChromaStrength: numbers.Between(4, 16));
        Denoising = denoises ? denoising : null;
        bool sharpens = numbers.Chance(SharpeningChance);
        var sharpening = new Sharpening(numbers.Between(0.8f, 1.6f), numbers.Between(0.1f, 0.9f));
        Sharpening = sharpens ? sharpening : default;
        bool resizes = numbers.Chance(ResizingChance);
        float scale = numbers.Between(0.5f, 1.5f);
        Scale = resizes ? scale : 1;
        bool compresses = numbers.Chance(JpegChance);
        float loss = numbers.Between(0, 1);
        var jpeg = new JpegCompression(98 - (int)(48 * loss * loss * loss), numbers.Chance(0.5), numbers.Below(16), numbers.Below(16));
        Jpeg = compresses ? jpeg : null;
        Lens = new LensBlur(0.45f * MathF.Pow(MaxBlur / 0.45f, numbers.Between(0, 1)));
    }

    /// <summary>Variance of the shot noise at white.</summary>
    public float Shot { get; }

    /// <summary>Variance of the read noise.</summary>
    public float Read { get; }

    public SensorColors Colors { get; }

    public LensBlur Lens { get; }

    /// <summary>Whether the camera applies <see cref="ToneCurve"/>.</summary>
    public bool HasTone { get; }

    public BayerMosaic Mosaic { get; }

    /// <summary>Whether the camera uses <see cref="MalvarDemosaicing"/> instead of <see cref="BilinearDemosaicing"/>.</summary>
    public bool IsMalvar { get; }

    public InCameraDenoising? Denoising { get; }

    public Sharpening Sharpening { get; }

    /// <summary>Image size relative to the sensor size.</summary>
    public float Scale { get; }

    public JpegCompression? Jpeg { get; }

    /// <summary>A sequence of uniform random numbers.</summary>
    private ref struct Numbers(RandomKey key)
    {
        private uint _next;

        public float Between(float low, float high) => low + ((high - low) * Philox.Uniform(key, _next++));

        public bool Chance(double chance) => Philox.Uniform(key, _next++) < chance;

        public int Below(int count) => Philox.Below(key, _next++, count);
    }
}
