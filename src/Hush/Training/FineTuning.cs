using System.Globalization;
using System.Text.Json.Serialization;

namespace Hush.Training;

/// <summary>Which of two models denoises better.</summary>
internal enum FineTuningOutcome
{
    /// <summary>The fine-tuned model, by at least 0.02 dB.</summary>
    New,

    /// <summary>The initial model, by at least 0.02 dB.</summary>
    Old,

    /// <summary>Neither: they differ by less than 0.02 dB.</summary>
    Neither,
}

/// <summary>Compares the fine-tuned model with its initial model, on the same images with the same noise.</summary>
internal sealed record FineTuning
{
    private const double MinDifference = 0.02;

    /// <summary>The initial model: a name or a path.</summary>
    public required string From { get; init; }

    /// <summary>Number of images evaluated; none were used for training.</summary>
    public required int Images { get; init; }

    /// <summary>Both models at each noise level.</summary>
    public required IReadOnlyList<FineTuningLevel> Levels { get; init; }

    /// <summary>Gain in PSNR in dB, averaged over the levels; infinite if an estimate is perfect.</summary>
    [JsonConverter(typeof(FiniteOrNull))]
    public double Gain => Levels.Average(l => l.Gain);

    /// <summary>Which of the two models to use.</summary>
    public FineTuningOutcome Better =>
        Gain >= MinDifference ? FineTuningOutcome.New : Gain <= -MinDifference ? FineTuningOutcome.Old : FineTuningOutcome.Neither;

    /// <summary>The outcome in one or two sentences.</summary>
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
                FineTuningOutcome.Old =>
                    $"The fine-tuned model is worse than '{From}': −{difference} dB on {images}. Keep using '{From}'.",
                _ => $"The fine-tuned model is as good as '{From}': the difference is below {MinDifference:0.00} dB on {images}.",
            };
        }
    }
}

/// <summary>Both models at one noise level.</summary>
/// <param name="Sigma">Standard deviation of the noise on the 0 to 255 scale; null for noise without one.</param>
/// <param name="Noise">A description of the noise.</param>
/// <param name="Noisy">Scores of the noisy images.</param>
/// <param name="Before">Scores of the images denoised by the initial model.</param>
/// <param name="After">Scores of the images denoised by the fine-tuned model.</param>
internal sealed record FineTuningLevel(double? Sigma, string Noise, ScoreSummary Noisy, ScoreSummary Before, ScoreSummary After)
{
    /// <summary>After minus before, mean PSNR in dB; 0 if both are perfect.</summary>
    [JsonConverter(typeof(FiniteOrNull))]
    public double Gain => Before.PsnrMean == After.PsnrMean ? 0 : After.PsnrMean - Before.PsnrMean;
}

/// <summary>Writes non-finite numbers as null, since JSON cannot represent them.</summary>
internal sealed class FiniteOrNull : JsonConverter<double>
{
    public override double Read(ref System.Text.Json.Utf8JsonReader reader, Type typeToConvert,
        System.Text.Json.JsonSerializerOptions options) =>
        reader.GetDouble();

    public override void Write(System.Text.Json.Utf8JsonWriter writer, double value, System.Text.Json.JsonSerializerOptions options)
    {
        if (double.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteNullValue();
    }
}
