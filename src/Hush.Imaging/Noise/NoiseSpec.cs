using System.Text.Json.Serialization;
using Hush.Imaging.Noise.Camera;
using Hush.Numerics.Text;

namespace Hush.Imaging.Noise;

/// <summary>
/// A noise as recipes, options and model cards state it: its kind, and the values that this kind needs and no others.
/// <c>{"kind":"gaussian","sigma":127.5,"clip":true}</c>, <c>{"kind":"gaussian","sigma":[0,55]}</c>,
/// <c>{"kind":"salt-and-pepper","fraction":0.05}</c>, <c>{"kind":"poisson","peak":30}</c>, <c>{"kind":"blur","size":3}</c>,
/// <c>{"kind":"mixture","sigma":[12.75,51],"fraction":[0.01,0.05],"size":[3,5],"blur_chance":0.5,"clip":true}</c>,
/// <c>{"kind":"camera","gain":[2e-5,0.012]}</c>,
/// <c>{"kind":"grain","sigma":12}</c>, <c>{"kind":"photo","gain":[2e-5,0.012],"sigma":[0,55]}</c>.
/// </summary>
public sealed record NoiseSpec
{
    /// <summary>Which noise.</summary>
    [JsonPropertyName("kind")]
    public required NoiseKind Kind { get; init; }

    /// <summary>gaussian, mixture, grain, photo: standard deviation on the scale 0..255, or the range it is drawn from for each
    /// image.</summary>
    [JsonPropertyName("sigma"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NumberRange? Sigma { get; init; }

    /// <summary>salt-and-pepper (one number), mixture: share of the values that are struck, in [0, 1].</summary>
    [JsonPropertyName("fraction"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NumberRange? Fraction { get; init; }

    /// <summary>poisson: photons at white, above 0 and at most 10^6.</summary>
    [JsonPropertyName("peak"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Peak { get; init; }

    /// <summary>blur (one number), mixture (the odd sizes in the range): pixels of the window's side, odd, 1 to 99.</summary>
    [JsonPropertyName("size"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NumberRange? Size { get; init; }

    /// <summary>mixture: chance that an image is blurred, in [0, 1].</summary>
    [JsonPropertyName("blur_chance"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? BlurChance { get; init; }

    /// <summary>camera, photo: variance that photons give white on the sensor, or the range from which it is drawn evenly by its logarithm;
    /// 10^-6 to 0.1.</summary>
    [JsonPropertyName("gain"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NumberRange? Gain { get; init; }

    /// <summary>gaussian, poisson, mixture: whether the noisy image is clipped to [0, 1]. Absent in JSON means not.</summary>
    [JsonPropertyName("clip"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Clip { get; init; }

    private static NumberRange UsualGain => new(2e-5, 0.012);

    /// <summary>Gaussian noise of one level.</summary>
    /// <param name="sigma">On the scale 0..255.</param>
    /// <param name="clip">Whether the noisy image is clipped to [0, 1].</param>
    public static NoiseSpec Gaussian(double sigma, bool clip = false) =>
        new() { Kind = NoiseKind.Gaussian, Sigma = NumberRange.Of(sigma), Clip = clip };

    /// <summary>
    /// The kind with its usual values: gaussian sigma 25, salt and pepper on 0.05, poisson peak 30, blur of 3, and the mixture of
    /// sigma 12.75-51 (0.05-0.2), salt and pepper on 0.01-0.05, half of the time a blur of 3 or 5, clipped; camera gain 0.00002-0.012,
    /// grain sigma 12.
    /// </summary>
    public static NoiseSpec Default(NoiseKind kind) => kind switch
    {
        NoiseKind.Gaussian => Gaussian(25),
        NoiseKind.SaltAndPepper => new() { Kind = kind, Fraction = NumberRange.Of(0.05) },
        NoiseKind.Poisson => new() { Kind = kind, Peak = 30 },
        NoiseKind.Blur => new() { Kind = kind, Size = NumberRange.Of(3) },
        NoiseKind.Camera => new() { Kind = kind, Gain = UsualGain },
        NoiseKind.Grain => new() { Kind = kind, Sigma = NumberRange.Of(12) },
        NoiseKind.Photo => new() { Kind = kind, Gain = UsualGain, Sigma = new(0, 55) },
        _ => new() { Kind = kind, Sigma = new(12.75, 51), Fraction = new(0.01, 0.05), Size = new(3, 5), BlurChance = 0.5, Clip = true },
    };

    /// <summary>
    /// Reads an option: a kind's name for its usual values, or name:value for its main one, as <c>gaussian:25</c>,
    /// <c>gaussian:0-55</c>, <c>salt-and-pepper:0.1</c>, <c>poisson:10</c>, <c>blur:5</c>, <c>mixture:10-50</c> (its sigma),
    /// <c>camera:0.001</c> (its gain), <c>grain:12</c>.
    /// </summary>
    /// <exception cref="FormatException">The kind is not known, or the value is no number or not one that this kind can have.</exception>
    public static NoiseSpec Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(':', 2);
        NoiseSpec usual = Default(NoiseKinds.Parse(parts[0]));
        if (parts.Length == 1) return usual;
        NumberRange value = NumberRange.Parse(parts[1]);
        if (usual.Kind == NoiseKind.Poisson && !value.IsFixed)
            throw new FormatException($"Noise 'poisson' takes a single peak, not a range, got '{parts[1]}'. Use poisson:30, for example.");
        NoiseSpec spec = usual.Kind switch
        {
            NoiseKind.SaltAndPepper => usual with { Fraction = value },
            NoiseKind.Poisson => usual with { Peak = value.Low },
            NoiseKind.Blur => usual with { Size = value },
            NoiseKind.Camera or NoiseKind.Photo => usual with { Gain = value },
            _ => usual with { Sigma = value },
        };
        string[] mistakes = [.. spec.Check()];
        return mistakes.Length == 0 ? spec : throw new FormatException(string.Join(" ", mistakes));
    }

    /// <summary>Reads what a model's card states.</summary>
    /// <exception cref="FormatException">A field is of another kind, or the noise is not known.</exception>
    internal static NoiseSpec Read(JsonFields fields) => new()
    {
        Kind = NoiseKinds.Parse(fields.Text("kind")),
        Sigma = NumberRange.Read(fields, "sigma"),
        Fraction = NumberRange.Read(fields, "fraction"),
        Peak = fields.Real("peak"),
        Size = NumberRange.Read(fields, "size"),
        BlurChance = fields.Real("blur_chance"),
        Gain = NumberRange.Read(fields, "gain"),
        Clip = fields.Flag("clip", otherwise: false),
    };

    /// <summary>Every mistake, a sentence each; none for a spec that <see cref="Create"/> takes.</summary>
    public IEnumerable<string> Check() => NoiseSpecCheck.Mistakes(this);

    /// <summary>Whether the kind's strength is a sigma. That of photo is the gain of cameras, with white noise of some sigma among the
    /// images.</summary>
    internal bool HasSigma => Kind is NoiseKind.Gaussian or NoiseKind.Mixture or NoiseKind.Grain;

    /// <summary>The same noise with one sigma.</summary>
    /// <param name="sigma">On the scale 0..255.</param>
    /// <exception cref="ArgumentException">The kind has no sigma.</exception>
    public NoiseSpec WithSigma(double sigma) => HasSigma
        ? this with { Sigma = NumberRange.Of(sigma) }
        : throw new ArgumentException(
            $"Noise '{NoiseKinds.NameOf(Kind)}' has no sigma, got {sigma}. Choose Gaussian noise, or omit sigma.");

    /// <summary>The same noise, clipped or not. Kinds that have no choice there stay as they are.</summary>
    public NoiseSpec WithClip(bool clip) => HasClip ? this with { Clip = clip } : this;

    /// <summary>Whether the kind can be clipped or not; the others never leave [0, 1], or decide it for each image.</summary>
    internal bool HasClip => Kind is NoiseKind.Gaussian or NoiseKind.Poisson or NoiseKind.Mixture;

    /// <summary>The noise itself.</summary>
    /// <exception cref="ArgumentException">The spec has mistakes; the message lists all.</exception>
    public INoise Create()
    {
        ThrowIfWrong();
        return Kind switch
        {
            NoiseKind.Gaussian => new GaussianNoise(
                NoiseLevel.FromByteScale(Sigma!.Value.Low), NoiseLevel.FromByteScale(Sigma.Value.High), Clip),
            NoiseKind.SaltAndPepper => new SaltAndPepper(Fraction!.Value.Low),
            NoiseKind.Poisson => new PoissonNoise(Peak!.Value, Clip),
            NoiseKind.Blur => new GaussianBlur((int)Size!.Value.Low),
            NoiseKind.Camera => new CameraNoise(Gain!.Value),
            NoiseKind.Grain => new GrainNoise(Sigma!.Value),
            NoiseKind.Photo => new PhotoNoise(Gain!.Value, Sigma!.Value),
            _ => new MixtureNoise(this),
        };
    }

    internal void ThrowIfWrong()
    {
        string[] mistakes = [.. Check()];
        if (mistakes.Length > 0) throw new ArgumentException(string.Join(" ", mistakes));
    }
}
