using System.Globalization;

namespace Hush.Cli.Commands.Denoise.Shards;

/// <summary>The value of <c>--shard</c>: K/N, or auto and auto/N, which read the number from the variables of a scheduler.</summary>
/// <param name="Index">The number of the shard; null for auto.</param>
/// <param name="Count">The number of shards; null for auto alone.</param>
internal sealed record ShardChoice(int? Index, int? Count)
{
    private const string Auto = "auto";
    private const string SlurmTask = "SLURM_ARRAY_TASK_ID", SlurmCount = "SLURM_ARRAY_TASK_COUNT", SlurmFirst = "SLURM_ARRAY_TASK_MIN",
        SlurmLast = "SLURM_ARRAY_TASK_MAX", SlurmStep = "SLURM_ARRAY_TASK_STEP";

    private const string KubernetesIndex = "JOB_COMPLETION_INDEX";

    /// <summary>Parses the value; null if it is invalid.</summary>
    public static ShardChoice? Parse(string text)
    {
        if (text == Auto)
            return new ShardChoice(null, null);
        if (text.Split('/') is not [var index, var count] || Number(count) is not (>= 1 and <= Shard.MaxCount and { } n))
            return null;
        return index == Auto ? new ShardChoice(null, n) : Number(index) is { } k && k < n ? new ShardChoice(k, n) : null;
    }

    /// <summary>Finds the shard of this process.</summary>
    /// <param name="variable">Returns an environment variable, or null.</param>
    /// <exception cref="WrongUseException">The variables are not set, or give no shard.</exception>
    public Shard Find(Func<string, string?> variable)
    {
        if (Index is { } index && Count is { } count)
            return new Shard(index, count);
        if (variable(SlurmTask) is not null)
            return Count is { } slurm ? Numbered(variable, SlurmTask, slurm) : OfSlurm(variable);
        if (variable(KubernetesIndex) is null)
        {
            throw new WrongUseException(
                $"--shard auto reads {SlurmTask} (SLURM job arrays) or {KubernetesIndex} (Kubernetes Indexed Jobs), but neither is set. " +
                "Give the shard as --shard K/N, for example --shard 0/16.");
        }

        return Count is { } completions
            ? Numbered(variable, KubernetesIndex, completions)
            : throw new WrongUseException(
                "Kubernetes does not tell a pod the number of completions. Give it as --shard auto/N, for example --shard auto/16.");
    }

    /// <summary>The task itself is the shard, so that some tasks of an array can be submitted again.</summary>
    private static Shard Numbered(Func<string, string?> variable, string name, int count)
    {
        int index = Integer(variable, name);
        return index < count
            ? new Shard(index, count)
            : throw new WrongUseException($"{name} is {index}, but {count} shards are numbered from 0 to {count - 1}. Number the tasks " +
                $"from 0 to {count - 1}, or change N in --shard auto/N.");
    }

    private static Shard OfSlurm(Func<string, string?> variable)
    {
        int task = Integer(variable, SlurmTask), count = Integer(variable, SlurmCount), first = Integer(variable, SlurmFirst),
            last = Integer(variable, SlurmLast), step = variable(SlurmStep) is null ? 1 : Integer(variable, SlurmStep);
        bool isRegular = step > 0 && count is > 0 and <= Shard.MaxCount && first + ((count - 1L) * step) == last &&
            task >= first && task <= last && (task - first) % step == 0;
        return isRegular
            ? new Shard((task - first) / step, count)
            : throw new WrongUseException($"The {count} tasks of this SLURM array, {first} to {last}, are not evenly spaced. Number all " +
                "shards from 0 and give their number, for example --shard auto/16.");
    }

    private static int Integer(Func<string, string?> variable, string name) => Number(variable(name) ?? "")
        ?? throw new WrongUseException($"{name} must be an integer of at least 0, got '{variable(name)}'. Give the shard as --shard K/N.");

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
