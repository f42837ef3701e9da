using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Hush.Learning.Optimizers;

namespace Hush.Learning.Training;

/// <summary>The contents of a checkpoint other than tensors: the progress, the log and the best epoch.</summary>
internal sealed record TrainingPosition(Counters Counters, double BestLoss, IReadOnlyList<EpochMetrics> Log, LossCurveState LossCurve,
    ScheduleState? Schedule)
{
    private const string CountersKey = "position", BestLossKey = "best_loss", LogKey = "log", LossCurveKey = "loss_curve",
        ScheduleKey = "plateau";

    private const double MaxSeconds = 1e9;         // seconds, 31 years

    private static readonly JsonSerializerOptions s_json = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,        // a PSNR may be infinite
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        TypeInfoResolver = TrainingPositionJson.Default,
    };

    public void Write(IDictionary<string, string> metadata)
    {
        metadata[CountersKey] = Serialize(Counters);
        metadata[BestLossKey] = BestLoss.ToString("R", CultureInfo.InvariantCulture);
        metadata[LogKey] = Serialize(Log);
        metadata[LossCurveKey] = Serialize(LossCurve);
        if (Schedule != null)
            metadata[ScheduleKey] = Serialize(Schedule);
    }

    /// <summary>Reads the fields; null if a field cannot be read.</summary>
    /// <param name="metadata">The metadata of the file.</param>
    /// <param name="hasSchedule">True if the learning rate schedule has a state.</param>
    /// <param name="problems">Receives one line per problem.</param>
    public static TrainingPosition? Read(IDictionary<string, string> metadata, bool hasSchedule, List<string> problems)
    {
        var counters = Parse<Counters>(metadata, CountersKey, problems);
        var log = Parse<EpochMetrics?[]>(metadata, LogKey, problems);
        // Checkpoints of version 0.1 have no loss curve.
        LossCurveState? curve = metadata.ContainsKey(LossCurveKey)
            ? Parse<LossCurveState>(metadata, LossCurveKey, problems) : LossCurveState.Empty;
        ScheduleState? schedule = hasSchedule ? Parse<ScheduleState>(metadata, ScheduleKey, problems) : null;
        if (!double.TryParse(metadata[BestLossKey], NumberStyles.Float, CultureInfo.InvariantCulture, out double bestLoss))
            problems.Add($"{BestLossKey} is '{metadata[BestLossKey]}', expected a number");
        if (log?.Contains(null) == true)
            problems.Add($"{LogKey} has a row that is null");
        return problems.Count > 0 ? null : new TrainingPosition(counters!, bestLoss, log!, curve!, schedule);
    }

    /// <summary>The number of rows in the log; 0 if it cannot be read.</summary>
    public static int CompletedEpochs(IDictionary<string, string> metadata) =>
        metadata.ContainsKey(LogKey) ? Parse<EpochMetrics?[]>(metadata, LogKey, [])?.Length ?? 0 : 0;

    public static IEnumerable<string> RequiredKeys(bool hasSchedule) =>
        hasSchedule ? [CountersKey, BestLossKey, LogKey, ScheduleKey] : [CountersKey, BestLossKey, LogKey];

    /// <summary>Reports all fields that are out of range or inconsistent with other fields.</summary>
    /// <param name="stepsPerEpoch">Number of steps per epoch, at least 1.</param>
    public IEnumerable<string> Check(int stepsPerEpoch) =>
        CheckCounters(stepsPerEpoch).Concat(CheckLog()).Concat(CheckLossCurve()).Concat(CheckBest());

    private IEnumerable<string> CheckCounters(int stepsPerEpoch)
    {
        if (Counters.StepInEpoch < 0 || Counters.StepInEpoch >= stepsPerEpoch)
            yield return $"the step in the epoch is {Counters.StepInEpoch}, expected 0 to {stepsPerEpoch - 1}";
        long steps = ((long)Log.Count * stepsPerEpoch) + Counters.StepInEpoch;
        if (Counters.Step != steps)
            yield return $"the step is {Counters.Step}, expected {steps} after {Log.Count} epochs of {stepsPerEpoch} steps and " +
                $"{Counters.StepInEpoch} more";
        if (!double.IsFinite(Counters.LossSum) || (Counters.StepInEpoch == 0 && Counters.LossSum != 0))
            yield return $"the sum of the epoch's losses is {Counters.LossSum}, expected " +
                $"{(Counters.StepInEpoch == 0 ? "0 at the start of an epoch" : "a finite number")}";
        if (Counters.Seconds is not (>= 0 and <= MaxSeconds))
            yield return $"the training time is {Counters.Seconds} s, expected 0 to {MaxSeconds}";
        if (Counters.StepSeconds is { } seconds and not (>= 0 and <= MaxSeconds))
            yield return $"the time of a step is {seconds} s, expected 0 to {MaxSeconds}";
    }

    private IEnumerable<string> CheckLog()
    {
        double time = 0;
        for (int i = 0; i < Log.Count; i++)
        {
            EpochMetrics row = Log[i];
            if (row.Epoch != i + 1)
                yield return $"row {i + 1} of the log is for epoch {row.Epoch}";
            if (!double.IsFinite(row.TrainLoss) || !double.IsFinite(row.ValidationLoss))
                yield return $"row {i + 1} of the log has the losses {row.TrainLoss} and {row.ValidationLoss}, expected finite numbers";
            if (double.IsNaN(row.ValidationPsnr) || double.IsNegativeInfinity(row.ValidationPsnr))
                yield return $"row {i + 1} of the log has a PSNR of {row.ValidationPsnr} dB, expected a number";
            if (!(row.Rate >= 0 && double.IsFinite(row.Rate)))
                yield return $"row {i + 1} of the log has a learning rate of {row.Rate}, expected a finite number of at least 0";
            if (!(row.Seconds >= time && row.Seconds <= Counters.Seconds))
                yield return $"row {i + 1} of the log ends after {row.Seconds} s, expected {time} to {Counters.Seconds}";
            time = row.Seconds;
        }
    }

    private IEnumerable<string> CheckLossCurve()
    {
        if (!LossCurve.IsValid || LossCurve.Steps > Counters.Step)
            yield return $"the loss curve is invalid or of more than {Counters.Step} steps";
    }

    private IEnumerable<string> CheckBest()
    {
        double lowest = double.PositiveInfinity;
        int best = 0;
        foreach (EpochMetrics row in Log)
        {
            if (row.ValidationLoss < lowest || best == 0)
                (lowest, best) = (row.ValidationLoss, row.Epoch);
        }

        if (Counters.BestEpoch != best)
            yield return $"the best epoch is {Counters.BestEpoch}, expected {best}, which has the log's lowest validation loss";
        if (BestLoss != lowest)
            yield return $"the best loss is {BestLoss}, expected {lowest}, the log's lowest validation loss";
    }

    private static string Serialize<T>(T value) => JsonSerializer.Serialize(value, TypeOf<T>());

    private static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)s_json.GetTypeInfo(typeof(T));

    private static T? Parse<T>(IDictionary<string, string> metadata, string key, List<string> problems)
        where T : class
    {
        try
        {
            if (JsonSerializer.Deserialize(metadata[key], TypeOf<T>()) is { } value)
                return value;
            problems.Add($"{key} is null");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)     // the last two: invalid Unicode
        {
            problems.Add($"{key} cannot be read: {e.Message}");
        }

        return null;
    }
}

/// <summary>Counters that change with each step. The names are those of the JSON in the checkpoint.</summary>
/// <param name="Step">Total number of steps.</param>
/// <param name="StepInEpoch">Number of steps completed in the current epoch.</param>
/// <param name="LossSum">Sum of loss * images over the steps of the current epoch.</param>
/// <param name="BestEpoch">The epoch with the lowest validation loss, from 1; 0 before the first validation.</param>
/// <param name="Seconds">Total training time, in seconds.</param>
/// <param name="StepSeconds">Median time of a full step, in seconds; null if no run was long enough to measure it.</param>
internal sealed record Counters(long Step, int StepInEpoch, double LossSum, int BestEpoch, double Seconds, double? StepSeconds);

/// <summary>The types that <see cref="TrainingPosition"/> reads and writes.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Counters))]
[JsonSerializable(typeof(EpochMetrics[]))]
[JsonSerializable(typeof(IReadOnlyList<EpochMetrics>))]
[JsonSerializable(typeof(LossCurveState))]
[JsonSerializable(typeof(ScheduleState))]
internal sealed partial class TrainingPositionJson : JsonSerializerContext;
