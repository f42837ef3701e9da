using Hush.Imaging.Noise.Camera;

namespace Hush.Imaging.Noise;

/// <summary>Validates a <see cref="NoiseSpec"/>.</summary>
internal static class NoiseSpecCheck
{
    /// <summary>Returns all problems, one sentence each.</summary>
    internal static IEnumerable<string> Mistakes(NoiseSpec spec)
    {
        if (!Enum.IsDefined(spec.Kind))
            return [$"Unknown kind of noise {(int)spec.Kind}; the kinds are {string.Join(", ", NoiseKinds.Names)}."];
        bool mixture = spec.Kind == NoiseKind.Mixture, gaussian = spec.Kind == NoiseKind.Gaussian;
        bool salt = spec.Kind == NoiseKind.SaltAndPepper, blur = spec.Kind == NoiseKind.Blur;
        bool poisson = spec.Kind == NoiseKind.Poisson, camera = spec.Kind == NoiseKind.Camera;
        bool grain = spec.Kind == NoiseKind.Grain, photo = spec.Kind == NoiseKind.Photo;
        string subject = $"Noise '{NoiseKinds.NameOf(spec.Kind)}'";
        return
        [
            .. Value(subject, "sigma", spec.Sigma, gaussian || mixture || grain || photo, range: true, 0, 255, "25 (of 255) or [0, 55]"),
            .. Value(subject, "fraction", spec.Fraction, salt || mixture, range: mixture, 0, 1, mixture ? "[0.01, 0.05]" : "0.05"),
            .. Value(subject, "peak", Range(spec.Peak), poisson, range: false, double.Epsilon, PoissonNoise.MaxPeak, "30"),
            .. Value(subject, "size", spec.Size, blur || mixture, range: mixture, 1, GaussianBlur.MaxSize, mixture ? "[3, 5]" : "3"),
            .. Odd(subject, spec.Size),
            .. Value(subject, "blur_chance", Range(spec.BlurChance), mixture, range: false, 0, 1, "0.5"),
            .. Value(
                subject, "gain", spec.Gain, camera || photo, range: true,
                CameraNoise.MinGain, CameraNoise.MaxGain, "0.001 or [0.00002, 0.012]"),
            .. spec.Clip && !spec.HasClip
                ? [$"{subject} {(photo ? "decides for itself" : "never leaves 0..1")} and has no clip; omit it."]
                : Array.Empty<string>(),
        ];
    }

    private static IEnumerable<string> Value(
        string subject, string name, NumberRange? value, bool needed, bool range, double min, double max, string example)
    {
        if (!needed)
        {
            if (value is { } useless) yield return $"{subject} has no {name}, got {useless}; omit it.";
        }
        else if (value is not { } given)
        {
            yield return $"{subject} needs {name}, for example {example}.";
        }
        else if (!range && !given.IsFixed && !(double.IsNaN(given.Low) && double.IsNaN(given.High)))
        {
            yield return $"{subject} takes a single {name}, not a range, got {given}; give one number, for example {example}.";
        }
        else if (!(given.Low >= min && given.Low <= given.High && given.High <= max))
        {
            string lower = min == double.Epsilon ? "above 0 and at most " : $"in {min}..";
            yield return $"{subject} needs {name} {lower}{max}, lower bound first, got {given}; for example {example}.";
        }
    }

    private static IEnumerable<string> Odd(string subject, NumberRange? size)
    {
        if (size is { } s && !(Math.Abs(s.Low % 2) == 1 && Math.Abs(s.High % 2) == 1))
            yield return $"{subject} needs odd integer sizes, got {s}; for example 3.";
    }

    private static NumberRange? Range(double? value) => value is { } v ? NumberRange.Of(v) : null;
}
