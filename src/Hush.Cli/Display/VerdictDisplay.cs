using System.Globalization;
using Hush.Training;

namespace Hush.Cli.Display;

/// <summary>Shows problems of a trained model, and what to try.</summary>
internal static class VerdictDisplay
{
    public static void Write(TextChannel channel, Recipe recipe, TrainingVerdict verdict)
    {
        foreach (string warning in verdict.Warnings)
            channel.Labeled("warning", "yellow bold", warning);
        if (verdict.Warnings.Count > 0)
            channel.Text(Advice(recipe, verdict));
    }

    private static string Advice(Recipe recipe, TrainingVerdict verdict)
    {
        string rate = $"--rate {Tenth(recipe.Optimizer.Rate)} instead of {Plain(recipe.Optimizer.Rate)}";
        if (recipe.Optimizer.Kind == OptimizerKind.Muon)
            rate += $", --set filter_rate={Tenth(recipe.Optimizer.FilterRate)} instead of {Plain(recipe.Optimizer.FilterRate)}";
        if (verdict.FineTuning is { Better: FineTuningOutcome.Old })
            return $"Try a lower learning rate ({rate}), or more images.";
        string clip = recipe.Optimizer.ClipNorm == null ? ", or clip the gradient (--set clip_norm=1)" : "";
        return verdict.Collapsed || verdict.NeverImproved
            ? $"{(verdict.Collapsed ? "The network has probably collapsed. " : "")}Try a lower learning rate ({rate}){clip}."
            : $"Try more epochs (--epochs {2 * (long)recipe.Epochs}), or a lower learning rate ({rate}){clip}.";
    }

    private static string Tenth(double rate) => Plain(rate / 10);

    private static string Plain(double rate) => rate.ToString("G3", CultureInfo.InvariantCulture);
}
