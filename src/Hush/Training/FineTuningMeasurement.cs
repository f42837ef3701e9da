using Hush.Evaluation;
using Hush.Imaging.Noise;
using Hush.Learning.Networks;
using Hush.Learning.Plans;
using Hush.Numerics.Threading;

namespace Hush.Training;

/// <summary>Evaluates the initial and the final weights of a run on the same noisy images.</summary>
internal static class FineTuningMeasurement
{
    /// <summary>The levels commonly reported for photographs, on the 0 to 255 scale.</summary>
    private static readonly double[] s_usualLevels = [15, 25, 50];

    public static FineTuning Of(
        string from, Network network, Weights before, Weights after, ConvolutionMode convolutions, TrainingData data, NoiseSpec noise,
            ulong seed, WorkerTeam team, CancellationToken cancel)
    {
        var images = new HeldOutImages(data.Set.HoldsOutNamed ? [data.Set.Test] : [data.Set.Test, data.ValidationImages]);
        bool isBlind = ModelCard.IsBlindFor(network.TakesScalar, noise);
        using var old = new ModelEvaluator(network, before, convolutions, team, isBlind);
        using var tuned = new ModelEvaluator(network, after, convolutions, team, isBlind);
        return new FineTuning
        {
            From = from,
            Images = images.Count,
            Levels = [.. LevelsOf(noise).Select(level => Level(level))],
        };

        FineTuningLevel Level(NoiseSpec level)
        {
            INoise drawn = level.Create();
            EvaluationScores first = old.Score(images, drawn, seed, baseline: null, progress: null, cancel);
            EvaluationScores second = tuned.Score(images, drawn, seed, baseline: null, progress: null, cancel);
            return new FineTuningLevel(
                level.Sigma?.Low, drawn.Description, ScoreSummary.Of(first.Noisy), ScoreSummary.Of(first.Denoised),
                    ScoreSummary.Of(second.Denoised));
        }
    }

    /// <summary>
    /// The noise itself if it has no level or a fixed one; else the usual levels within its range, or the middle of the range if there
    /// are none.
    /// </summary>
    internal static IReadOnlyList<NoiseSpec> LevelsOf(NoiseSpec noise)
    {
        if (!noise.HasSigma || noise.Sigma is not { IsFixed: false } range)
            return [noise];
        double[] usual = [.. s_usualLevels.Where(s => s >= range.Low && s <= range.High)];
        return [.. (usual.Length > 0 ? usual : [(range.Low + range.High) / 2]).Select(noise.WithSigma)];
    }
}
