using Hush.Learning.Training;
using Hush.Training;

namespace Hush.Cli.Display;

/// <summary>
/// Shows a training run: its data, a line per epoch, a progress bar for the current one, and the final evaluation.
/// <paramref name="report"/> is the path of the report, which can be opened during training; null to not show it.
/// </summary>
internal sealed class TrainDisplay(IProgressView view, TimeProvider clock, string? report = null) : IProgress<TrainEvent>
{
    private static readonly TimeSpan s_minInterval = TimeSpan.FromSeconds(0.1);

    private readonly FetchDisplay _fetch = new(view);
    private readonly NoteDisplay _notes = new(view);
    private readonly RemainingTime _remaining = new(clock);
    private readonly FractionDisplay _measure = FractionDisplay.OfEvaluation(view, clock);
    private int _epochsShown;
    private long? _last;

    /// <summary>Whether training has started, so that the folder belongs to this run.</summary>
    public bool HasBegun { get; private set; }

    public void Report(TrainEvent value)
    {
        switch (value)
        {
            case TrainEvent.Fetching fetching:
                _fetch.Report(fetching.Progress);
                break;
            case TrainEvent.Note note:
                _notes.Report(note.Text);
                break;
            case TrainEvent.Ready ready:
                Ready(ready);
                break;
            case TrainEvent.Learning learning:
                Learning(learning.Progress);
                break;
            case TrainEvent.Measuring measuring:
                _measure.Report(measuring.Fraction);
                break;
        }
    }

    private void Ready(TrainEvent.Ready ready)
    {
        HasBegun = true;
        var data = ready.Data;
        string state = data.Verified ? ", verified" : data.HasPublishedContent ? ", UNVERIFIED: not the published content" : "";
        string training = Figures.Count(ready.TrainingImages, "image", "images"), validation = Figures.Count(ready.ValidationImages);
        string patches = ready.Patches > 1 ? $", {ready.Patches} patches each" : "";
        view.Line($"Data: {data.Kind} from {data.Location}{state}; {training} for training{patches}, {validation} for validation");
        string parameters = Figures.Count(ready.Parameters), work = Figures.Large(ready.MultiplyAdds);
        view.Line($"Network: {parameters} parameters, {work} multiply-adds per image");
        if (report != null)
            view.Line($"Live report: {report}");
        if (ready.ResumedAt is { } epochs)
            view.Line($"Resumed after {epochs} completed {(epochs == 1 ? "epoch" : "epochs")}");
        _epochsShown = ready.ResumedAt ?? 0;
    }

    private void Learning(TrainingProgress progress)
    {
        bool isDone = progress.Last is { } last && last.Epoch == progress.Epoch;
        double within = isDone ? 1 : progress.Steps > 0 ? progress.Step / (double)progress.Steps : 0;
        double fraction = (progress.Epoch - 1 + within) / progress.Epochs;
        long now = clock.GetTimestamp();
        string left = _remaining.Words(fraction);
        if (isDone && progress.Epoch > _epochsShown)
        {
            _epochsShown = progress.Epoch;
            view.Line(EpochLine(progress, left));
        }

        if (!isDone && _last is { } before && clock.GetElapsedTime(before, now) < s_minInterval)
            return;
        _last = now;
        string title = $"Epoch {progress.Epoch}/{progress.Epochs}";
        string status = Join(
            progress.Step > 0 ? $"loss {progress.Loss:G3}" : "",        // short, to fit in 80 columns
            progress.Last is { } row ? $"val {row.ValidationLoss:G3}, {Figures.Decibels(row.ValidationPsnr)} dB" : "",
            Figures.Speed(progress.ImagesPerSecond),
            left);
        view.Show(new WorkState("training", title, fraction, status));
    }

    private static string EpochLine(TrainingProgress progress, string left)
    {
        EpochMetrics row = progress.Last!;
        string number = row.Epoch.ToString().PadLeft(progress.Epochs.ToString().Length);
        return Join(
            $"Epoch {number}/{progress.Epochs}",
            $"loss {Figures.Loss(row.TrainLoss)}",
            $"validation {Figures.Loss(row.ValidationLoss)}, {Figures.Decibels(row.ValidationPsnr)} dB",
            Figures.Speed(progress.ImagesPerSecond),
            left);
    }

    private static string Join(params IEnumerable<string> parts) => string.Join("  ", parts.Where(p => p.Length > 0));
}
