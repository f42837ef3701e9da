using Hush.Learning.Training;
using Hush.Training;

namespace Hush.Web.Training;

/// <summary>The state of the training that this server runs.</summary>
/// <param name="Run">The name of the run.</param>
/// <param name="Phase">preparing, training, evaluating, finished, stopped or failed.</param>
/// <param name="Message">What the user should know, or the error; null if there is nothing.</param>
/// <param name="Epoch">Number of the current epoch, from 1.</param>
/// <param name="Epochs">Number of epochs planned.</param>
/// <param name="Fraction">The fraction of the phase that is completed, from 0 to 1.</param>
/// <param name="Loss">Mean training loss of the current epoch so far.</param>
/// <param name="ImagesPerSecond">Speed over the most recent steps.</param>
/// <param name="SecondsLeft">Remaining seconds of the training, if they can be estimated.</param>
internal sealed record TrainingState(
    string Run, string Phase, string? Message, int Epoch, int Epochs, double Fraction, double? Loss, double? ImagesPerSecond,
    double? SecondsLeft);

/// <summary>Runs one training at a time. Stopping it saves everything needed to resume.</summary>
internal sealed class TrainingDesk(ServeOptions options, RunList runs) : IDisposable
{
    private const int MaxNameLength = 60;

    private readonly Lock _lock = new();
    private CancellationTokenSource? _cancel;
    private Task? _work;
    private TrainingState? _state;

    /// <summary>The training that runs or ran last; null if there was none.</summary>
    public TrainingState? State
    {
        get
        {
            lock (_lock)
                return _state;
        }
    }

    /// <summary>Starts a training in a new run folder.</summary>
    /// <exception cref="ProblemException">Another training is running, or the name is invalid.</exception>
    public string Start(Recipe recipe, string name)
    {
        if (name.Length is 0 or > MaxNameLength || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') || name[0] == '.')
        {
            throw new ProblemException(new Problem(400, "Invalid name",
                $"The name of a run consists of 1 to {MaxNameLength} letters, digits, '-', '_' and '.', and does not start with '.'.")
            {
                Got = name.Length > 100 ? name[..100] : name,
            });
        }

        string folder = Path.Combine(runs.Root, name);
        if (new RunFolder(folder).HasContents)
        {
            throw new ProblemException(new Problem(409, "Name in use",
                $"There is already a run '{name}'. Choose another name, or resume that run."));
        }

        Begin(
            new TrainOptions { Recipe = recipe.EnsureValid(), Folder = folder, Datasets = options.Datasets, Threads = options.Threads },
            name);
        return name;
    }

    /// <summary>Resumes a run that was stopped.</summary>
    /// <exception cref="ProblemException">Another training is running.</exception>
    public void Resume(RunFolder folder, string name) => Begin(
        new TrainOptions
        {
            Recipe = Recipe.LoadFile(folder.Recipe),
            Folder = folder.Path,
            Datasets = options.Datasets,
            Threads = options.Threads,
            Resume = true,
        },
        name);

    /// <summary>Stops the training after its current step.</summary>
    /// <exception cref="ProblemException">This server does not train the run.</exception>
    public void Stop(string name)
    {
        lock (_lock)
        {
            if (_work is { IsCompleted: false } && _state?.Run == name)
            {
                _cancel!.Cancel();
                return;
            }
        }

        throw new ProblemException(new Problem(409, "Not trained here",
            "This server is not training the run. If it was started in a terminal, stop it there with Ctrl-C."));
    }

    /// <summary>Stops the training, and waits until everything is saved.</summary>
    public void Dispose()
    {
        Task? work;
        lock (_lock)
        {
            _cancel?.Cancel();
            work = _work;
        }

        if (work is not null)
            Task.WaitAny(work);
        _cancel?.Dispose();
    }

    private void Begin(TrainOptions training, string name)
    {
        lock (_lock)
        {
            if (_work is { IsCompleted: false })
            {
                throw new ProblemException(new Problem(409, "Training in progress",
                    $"The run '{_state!.Run}' is being trained. Stop it first, or wait until it ends."));
            }

            _cancel?.Dispose();
            _cancel = new CancellationTokenSource();
            _state = new TrainingState(name, "preparing", null, 0, training.Recipe.Epochs, 0, null, null, null);
            CancellationToken cancel = _cancel.Token;
            _work = Task.Run(() => Run(training, cancel), CancellationToken.None);
        }
    }

    private void Run(TrainOptions training, CancellationToken cancel)
    {
        try
        {
            TrainResult result = Trainer.Train(training, new Events(this), cancel);
            string warnings = string.Join(' ', result.Warnings);
            Update(state => state with
            {
                Phase = result.IsInterrupted ? "stopped" : "finished",
                Message = warnings.Length > 0 ? warnings : null,
                SecondsLeft = null,
            });
        }
        catch (OperationCanceledException)
        {
            Update(state => state with { Phase = "stopped", SecondsLeft = null });
        }
        catch (Exception e)
        {
            Update(state => state with { Phase = "failed", Message = e.Message, SecondsLeft = null });
        }
    }

    private void Update(Func<TrainingState, TrainingState> change)
    {
        lock (_lock)
            _state = change(_state!);
    }

    private sealed class Events(TrainingDesk desk) : IProgress<TrainEvent>
    {
        private readonly LatestFraction _left = new();

        public void Report(TrainEvent value) => desk.Update(state => value switch
        {
            TrainEvent.Fetching => state with { Message = "Downloading data." },
            TrainEvent.Note note => state with { Message = note.Text },
            TrainEvent.Ready => state with { Phase = "training" },
            TrainEvent.Learning { Progress: var p } => Learning(state, p),
            TrainEvent.Measuring measuring => state with { Phase = "evaluating", Fraction = measuring.Fraction, SecondsLeft = null },
            _ => state,
        });

        private TrainingState Learning(TrainingState state, TrainingProgress p)
        {
            double fraction = p.Epochs == 0 || p.Steps == 0 ? 0 : Math.Min(1, (p.Epoch - 1 + (p.Step / (double)p.Steps)) / p.Epochs);
            if (p.Step == 0)
                fraction = p.Epoch / (double)Math.Max(1, p.Epochs);      // the report that follows a validation
            return state with
            {
                Phase = "training",
                Epoch = p.Epoch,
                Epochs = p.Epochs,
                Fraction = fraction,
                Loss = p.Step > 0 && double.IsFinite(p.Loss) ? p.Loss : state.Loss,
                ImagesPerSecond = p.ImagesPerSecond > 0 ? Math.Round(p.ImagesPerSecond, 1) : state.ImagesPerSecond,
                SecondsLeft = _left.SecondsLeft(fraction),
            };
        }
    }

    /// <summary>Estimates the remaining time from the progress since the first report.</summary>
    private sealed class LatestFraction
    {
        private long _start;
        private double _first = -1;

        public double? SecondsLeft(double fraction)
        {
            if (_first < 0)
                (_start, _first) = (TimeProvider.System.GetTimestamp(), fraction);
            return fraction > _first && fraction < 1
                ? Math.Round(TimeProvider.System.GetElapsedTime(_start).TotalSeconds * (1 - fraction) / (fraction - _first)) : null;
        }
    }
}
