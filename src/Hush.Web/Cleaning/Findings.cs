using Hush.Imaging.Estimation;

namespace Hush.Web.Cleaning;

/// <summary>What was found in an image and done with it, in words and numbers. Noise levels are on the 0 to 255 scale.</summary>
internal sealed record Findings
{
    /// <summary>The noise in one short sentence.</summary>
    public required string Noise { get; init; }

    /// <summary>camera, white or none.</summary>
    public required string Kind { get; init; }

    /// <summary>The standard deviation of the noise; null if it was not measured.</summary>
    public double? Sigma { get; init; }

    /// <summary>The model that was used; null if none was needed.</summary>
    public string? Model { get; init; }

    /// <summary>The noise level that the model was given; null if it found the noise by itself.</summary>
    public double? Level { get; init; }

    /// <summary>Whether the image is unchanged, because there was nothing to remove.</summary>
    public bool Unchanged { get; init; }

    public IReadOnlyList<string> Notes { get; init; } = [];

    public static Findings Of(Image noisy, DenoiseResult result, ImageFormat format)
    {
        bool unchanged = IsUnchanged(noisy, result);
        double? sigma = result.FoundLevel?.Bytes ?? result.Estimate.Level?.Bytes;
        List<string> notes = [.. result.Notes, .. noisy.Notes, .. noisy.UnsupportedFeatures(format)];
        if (noisy.Metadata.IsDenoised)
            notes.Insert(0, "This image was already denoised with Hush. Denoising it again may blur it.");
        return new Findings
        {
            Noise = Words(result, unchanged),
            Kind = unchanged ? "none" : result.Found is not null ? "camera" : "white",
            Sigma = sigma is { } s ? Math.Round(s, 2) : null,
            Model = result.Model,
            Level = result.Level is { } level ? Math.Round(level.Bytes, 2) : null,
            Unchanged = unchanged,
            Notes = notes,
        };
    }

    /// <summary>Whether the result is a copy of the image, because there was nothing to remove.</summary>
    public static bool IsUnchanged(Image noisy, DenoiseResult result) =>
        result.Image.Pixels.Span.SequenceEqual(noisy.Pixels.Span);

    private static string Words(DenoiseResult result, bool unchanged)
    {
        if (result.Found is { } found)
        {
            string grain = found.Grain switch { GrainSize.Fine => "fine", GrainSize.Medium => "medium", _ => "coarse" };
            float level = found.AtMidGray.Bytes;
            return $"{Strength(level)} camera noise with {grain} grain, about {Rounded(level)} of 255 at mid-gray.";
        }

        if (unchanged)
            return "No visible noise: the image stays as it is.";
        return result.Estimate.Level is { } white
            ? $"{Strength(white.Bytes)} white noise, about {Rounded(white.Bytes)} of 255."
            : "The noise could not be measured.";
    }

    private static string Strength(double sigma) =>
        sigma switch { < 4 => "Weak", < 12 => "Moderate", < 30 => "Strong", _ => "Very strong" };

    private static string Rounded(double sigma) => sigma < 10 ? $"{sigma:0.0}" : $"{sigma:0}";
}
