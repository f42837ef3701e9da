using System.Globalization;
using System.Text.Json.Serialization;
using Hush.Imaging.Metrics;

namespace Hush.Training;

/// <summary>Which of two models denoises better.</summary>
public enum FineTuningOutcome
{
    /// <summary>The fine-tuned model, by at least 0.02 dB.</summary>
    New,

    /// <summary>The model that training began with, by at least 0.02 dB.</summary>
    Old,

    /// <summary>Neither: they differ by less than 0.02 dB.</summary>
    Neither,
}

/// <summary>The model that a training began with beside what became of it, on the same images with the same noise.</summary>
public sealed record FineTuning
{
    private const double LeastDifference = 0.02;

    /// <summary>The model that training began with: a name or a path.</summary>
    public required string From { get; init; }

    /// <summary>Images that were measured, none of which was trained on.</summary>
    public required int Images { get; init; }

    /// <summary>Both models at each noise level.</summary>
    public required IReadOnlyList<FineTuningLevel> Levels { get; init; }

    /// <summary>Mean over the levels of the gain in PSNR, in dB; infinity where an estimate is perfect.</summary>
    [JsonConverter(typeof(FiniteOrNull))]
    public double Gain => Levels.Average(l => l.Gain);

    /// <summary>Which of the two to use.</summary>
    public FineTuningOutcome Better =>
        Gain >= LeastDifference ? FineTuningOutcome.New : Gain <= -LeastDifference ? FineTuningOutcome.Old : FineTuningOutcome.Neither;

    /// <summary>The outcome in a sentence or two.</summary>
    [JsonIgnore]
    public string Summary
    {
        get
        {
            string difference = Math.Abs(Gain).ToString("0.00", CultureInfo.InvariantCulture);
            string images = Images == 1 ? "one image that it was not trained on" : $"{Images} images that it was not trained on";
            return Better switch
            {
                FineTuningOutcome.New => $"The fine-tuned model is better than '{From}': +{difference} dB on {images}.",
                FineTuningOutcome.Old => $"The fine-tuned model is worse than '{From}': −{difference} dB on {images}. Keep using '{From}'.",
                _ => $"The fine-tuned model is as good as '{From}': the difference is below {LeastDifference:0.00} dB on {images}.",
            };
        }
    }
}

/// <summary>Both models at one noise level.</summary>
/// <param name="Sigma">Deviation of the noise on the 0..255 scale; null for noise without one.</param>
/// <param name="Noise">The noise in words.</param>
/// <param name="Noisy">The noisy images.</param>
/// <param name="Before">The images denoised by the model that training began with.</param>
/// <param name="After">The images denoised by the fine-tuned model.</param>
public sealed record FineTuningLevel(double? Sigma, string Noise, ScoreSummary Noisy, ScoreSummary Before, ScoreSummary After)
{
    /// <summary>After minus before, mean PSNR in dB; 0 where both are perfect.</summary>
    [JsonConverter(typeof(FiniteOrNull))]
    public double Gain => Before.PsnrMean == After.PsnrMean ? 0 : After.PsnrMean - Before.PsnrMean;
}

/// <summary>Writes a number that is not finite as null: JSON has no such number.</summary>
internal sealed class FiniteOrNull : JsonConverter<double>
{
    public override double Read(ref System.Text.Json.Utf8JsonReader reader, Type typeToConvert, System.Text.Json.JsonSerializerOptions options) =>
        reader.GetDouble();

    public override void Write(System.Text.Json.Utf8JsonWriter writer, double value, System.Text.Json.JsonSerializerOptions options)
    {
        if (double.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteNullValue();
    }
}
