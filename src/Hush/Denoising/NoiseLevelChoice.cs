using Hush.Imaging.Estimation;
using Hush.Imaging.Noise;

namespace Hush.Denoising;

/// <summary>The noise level to give to a model for an image, the estimate it is based on, and notes for the user.</summary>
/// <param name="Level">The level for models that take one.</param>
/// <param name="Estimate">The estimated noise of the image.</param>
/// <param name="Notes">Sentences for the user: no estimate, a level outside the model's training range, noise that is not white.</param>
internal sealed record NoiseLevelChoice(NoiseLevel Level, NoiseEstimate Estimate, IReadOnlyList<string> Notes)
{
    private const double Relative = 0.1, Absolute = 0.7;        // accuracy of an estimate; smaller deviations are not reported

    /// <summary>
    /// Chooses the requested level or, if null, the estimate, clamped to the model's training range. Without an estimate, or if it is
    /// below 0.29, the noise of rounding to 8 bits, the level is 0 and the image stays unchanged.
    /// </summary>
    /// <param name="estimate">The noise of the image, from <see cref="Denoiser.Estimate"/>.</param>
    /// <param name="card">The card of the model.</param>
    /// <param name="asked">The requested sigma on the 0..255 scale; null uses the estimate.</param>
    public static NoiseLevelChoice For(NoiseEstimate estimate, ModelCard card, double? asked)
    {
        ArgumentNullException.ThrowIfNull(estimate);
        ArgumentNullException.ThrowIfNull(card);
        double level = asked ?? (estimate.Level is { } found && found.Bytes >= Denoiser.MinNoise ? Into(card.Noise.Sigma, found.Bytes) : 0);
        return new NoiseLevelChoice(NoiseLevel.FromByteScale(level), estimate, [.. Remarks(card, estimate, asked, level)]);
    }

    private static IEnumerable<string> Remarks(ModelCard card, NoiseEstimate estimate, double? asked, double level)
    {
        bool takesLevel = card.TakesNoiseLevel;
        if (asked == null && estimate.Reason.Length > 0)
            yield return takesLevel && level == 0
                ? $"{estimate.Reason} The image is left unchanged; give a noise level to denoise it."
                : estimate.Reason;
        if ((takesLevel ? asked : null) is { } given && card.Noise.Sigma is { } range && (given < range.Low || given > range.High))
            yield return $"The model '{card.Name}' {card.TrainedFor} noise of sigma {range}, but was given sigma {given:0.#}: expect " +
                "remaining noise or smeared detail.";
        else if (asked == null && (level > 0 || !takesLevel) && estimate.Level is { Sigma: > 0, Bytes: var sigma }
            && card.Noise.Sigma is { } trained && !Covers(trained, sigma))
            yield return Outside(card, trained, sigma, takesLevel);
        if (!card.IsBlind && estimate.Whiteness is { Verdict: WhitenessVerdict.Correlated } whiteness
            && (asked != null || estimate.Reason.Length == 0))
            yield return whiteness.Explanation;
        foreach (var (line, noise) in new[] { ("column", estimate.ColumnNoise), ("row", estimate.RowNoise) })
        {
            if (noise.Sigma > 0)
                yield return $"The image has {line} noise (standard deviation {noise.Bytes:0.0} of 255), which Hush does not remove.";
        }
    }

    private static string Outside(ModelCard card, NumberRange trained, double sigma, bool takesLevel)
    {
        string expect = sigma > trained.High ? "noise to remain" : "fine detail to be lost";
        string advice = takesLevel
            ? $" It uses {Into(trained, sigma):0.#}, the nearest level in that range."
            : " Choose another model if possible.";
        return $"The noise is estimated at sigma {sigma:0.0}, but the model '{card.Name}' {card.TrainedFor} {trained}: expect " +
            $"{expect}.{advice}";
    }

    private static double Into(NumberRange? trained, double sigma) =>
        trained is { } range ? Math.Clamp(sigma, range.Low, range.High) : sigma;

    private static bool Covers(NumberRange trained, double sigma)
    {
        double slack = Math.Max(Absolute, Relative * sigma);
        return sigma >= trained.Low - slack && sigma <= trained.High + slack;
    }
}
