using System.Text.Json.Serialization;
using Hush.Imaging.Noise;
using Hush.Imaging.Noise.Camera;
using Hush.Numerics.Text;

namespace Hush;

/// <summary>
/// Noise as described in recipes, options and model cards: its kind, and only the values that this kind uses. Examples:
/// <c>{"kind":"gaussian","sigma":127.5,"clip":true}</c>, <c>{"kind":"gaussian","sigma":[0,55]}</c>,
/// <c>{"kind":"salt-and-pepper","fraction":0.05}</c>, <c>{"kind":"poisson","peak":30}</c>, <c>{"kind":"blur","size":3}</c>,
/// <c>{"kind":"mixture","sigma":[12.75,51],"fraction":[0.01,0.05],"size":[3,5],"blur_chance":0.5,"clip":true}</c>,
/// <c>{"kind":"camera","gain":[2e-5,0.012]}</c>, <c>{"kind":"grain","sigma":12}</c>,
/// <c>{"kind":"photo","gain":[2e-5,0.012],"sigma":[0,55]}</c>.
/// </summary>
public sealed record NoiseSpec
{
    /// <summary>The kind of noise.</summary>
    [JsonPropertyName("kind")]
    public required NoiseKind Kind { get; init; }

    /// <summary>
    /// For gaussian, mixture, grain and photo: standard deviation on the scale 0..255, or the range to draw it from for each image.
    /// </summary>
    [JsonPropertyName("sigma"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NumberRange? Sigma { get; init; }

    /// <summary>For salt-and-pepper (one number) and mixture: fraction of the values to replace, in [0, 1].</summary>
    [JsonPropertyName("fraction"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NumberRange? Fraction { get; init; }

    /// <summary>For poisson: mean number of photons at white, greater than 0 and at most 10^6.</summary>
    [JsonPropertyName("peak"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Peak { get; init; }

    /// <summary>
    /// For blur (one number) and mixture (the odd sizes in the range): width and height of the window in pixels, odd, 1 to 99.
    /// </summary>
    [JsonPropertyName("size"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NumberRange? Size { get; init; }

    /// <summary>For mixture: probability that an image is blurred, in [0, 1].</summary>
    [JsonPropertyName("blur_chance"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? BlurChance { get; init; }

    /// <summary>
    /// For camera and photo: variance of the shot noise at white on the sensor, or the range to draw it from, log-uniformly, for each
    /// image; 10^-6 to 0.1.
    /// </summary>
    [JsonPropertyName("gain"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NumberRange? Gain { get; init; }

    /// <summary>For gaussian, poisson and mixture: whether the noisy image is clipped to [0, 1]. False if absent in JSON.</summary>
    [JsonPropertyName("clip"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Clip { get; init; }

    private static NumberRange UsualGain => new(2e-5, 0.012);

    /// <summary>Creates a spec of Gaussian noise with a fixed sigma.</summary>
    /// <param name="sigma">Standard deviation on the scale 0..255.</param>
    /// <param name="clip">Whether the noisy image is clipped to [0, 1].</param>
    public static NoiseSpec Gaussian(double sigma, bool clip = false) =>
        new() { Kind = NoiseKind.Gaussian, Sigma = NumberRange.Of(sigma), Clip = clip };

    /// <summary>
    /// Returns a kind with its default values: gaussian sigma 25; salt and pepper on 0.05 of the values; poisson peak 30; blur size 3;
    /// mixture of sigma 12.75-51 (0.05-0.2), salt and pepper on 0.01-0.05 and a blur of 3 or 5 with probability 0.5, clipped; camera
    /// gain 0.00002-0.012; grain sigma 12; photo with that gain and sigma 0-55.
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
    /// Parses an option: the name of a kind for its defaults, or name:value to set its main value, for example
    /// <c>gaussian:25</c>, <c>gaussian:0-55</c>, <c>salt-and-pepper:0.1</c>, <c>poisson:10</c>, <c>blur:5</c>,
    /// <c>mixture:10-50</c> (sigma), <c>camera:0.001</c> (gain), <c>grain:12</c>.
    /// </summary>
    /// <exception cref="FormatException">The kind is unknown, or the value is not a number or is out of range for this kind.</exception>
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

    /// <summary>Reads a spec from a model card.</summary>
    /// <exception cref="FormatException">A field has the wrong type, or the kind is unknown.</exception>
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

    /// <summary>Returns all problems, one sentence each; none if <see cref="Create"/> accepts this spec.</summary>
    public IEnumerable<string> Check() => NoiseSpecCheck.Mistakes(this);

    /// <summary>
    /// Whether a sigma sets the strength. False for photo, whose strength is the camera gain; its sigma applies to a part of the images.
    /// </summary>
    internal bool HasSigma => Kind is NoiseKind.Gaussian or NoiseKind.Mixture or NoiseKind.Grain;

    /// <summary>Returns the same noise with a fixed sigma.</summary>
    /// <param name="sigma">Standard deviation on the scale 0..255.</param>
    /// <exception cref="ArgumentException">This kind of noise has no sigma.</exception>
    public NoiseSpec WithSigma(double sigma) => HasSigma
        ? this with { Sigma = NumberRange.Of(sigma) }
        : throw new ArgumentException(Kind == NoiseKind.Photo
            ? $"Noise 'photo' is a mixture whose sigma applies to white noise and grain only, got {sigma}. Choose Gaussian noise, or " +
                "omit sigma."
            : $"Noise '{NoiseKinds.NameOf(Kind)}' has no sigma, got {sigma}. Choose Gaussian noise, or omit sigma.");

    /// <summary>Returns the same noise with or without clipping. Kinds without this option are returned unchanged.</summary>
    public NoiseSpec WithClip(bool clip) => HasClip ? this with { Clip = clip } : this;

    /// <summary>Whether clipping is optional. The other kinds stay in [0, 1] or decide for each image.</summary>
    internal bool HasClip => Kind is NoiseKind.Gaussian or NoiseKind.Poisson or NoiseKind.Mixture;

    /// <summary>Creates the noise.</summary>
    /// <exception cref="ArgumentException">The spec is invalid; the message lists all problems.</exception>
    internal INoise Create()
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
