using Hush.Imaging.Metrics;
using Hush.Training;
using Spectre.Console;

namespace Hush.Cli.Display;

/// <summary>Compares the initial model with the fine-tuned one, one row per noise level.</summary>
internal static class FineTuningTable
{
    public static void Write(TextChannel channel, FineTuning tuning)
    {
        Table table = Tables.New("noise", "noisy", "before", "after", "gain, dB", "SSIM before", "SSIM after");
        foreach (FineTuningLevel level in tuning.Levels)
        {
            Tables.Add(
                table,
                level.Sigma is { } sigma ? $"σ = {sigma:0.##}" : level.Noise,
                Decibels(level.Noisy),
                Decibels(level.Before),
                Decibels(level.After),
                double.IsFinite(level.Gain) ? $"{level.Gain:+0.00;−0.00;0.00}" : "-",
                Ssim(level.Before),
                Ssim(level.After));
        }

        Tables.Write(channel, table);
        if (tuning.Better != FineTuningOutcome.Old)         // otherwise shown as a warning
            channel.Text(tuning.Summary);
        channel.Line();
    }

    private static string Decibels(ScoreSummary score) => Figures.Decibels(score.PsnrMean);

    private static string Ssim(ScoreSummary score) => score.SsimMean is { } mean ? $"{mean:0.0000}" : "-";
}
