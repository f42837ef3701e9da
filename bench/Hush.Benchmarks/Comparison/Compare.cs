namespace Hush.Benchmarks.Comparison;

/// <summary>The command: compare [WORKLOAD...] [--rounds N] [--list].</summary>
internal static class Compare
{
    private const int DefaultRounds = 7;

    public static int Run(string[] args, TextWriter output)
    {
        if (args.Contains("--list"))
        {
            output.WriteLine(string.Join('\n', TrainingWorkload.All.Keys));
            return 0;
        }

        int rounds = DefaultRounds, option = Array.IndexOf(args, "--rounds");
        bool roundsAreGood = option < 0 || (option + 1 < args.Length && int.TryParse(args[option + 1], out rounds) && rounds >= 1);
        string[] names = [.. args.Where((a, i) => option < 0 || (i != option && i != option + 1))];
        if (!roundsAreGood || names.FirstOrDefault(n => !TrainingWorkload.All.ContainsKey(n)) is not null)
        {
            output.WriteLine($"Usage: bench/compare [WORKLOAD...] [--rounds N], with workloads of: {string.Join(", ", TrainingWorkload.All.Keys)}");
            return 2;
        }

        foreach (string name in names.Length > 0 ? names : [.. TrainingWorkload.All.Keys])
            Run(TrainingWorkload.All[name](), rounds, output);
        return 0;
    }

    private static void Run(TrainingWorkload workload, int rounds, TextWriter output)
    {
        int threads = Environment.ProcessorCount;
        IReadOnlyList<PeerTimes> times = TrainingComparison.Run(workload, rounds, threads, output.WriteLine);
        string table = ResultTable.Markdown(workload, times, threads);
        Directory.CreateDirectory(Path.Combine("bench", "results"));
        File.WriteAllText(Path.Combine("bench", "results", $"{workload.Name}.md"), table);
        output.WriteLine(table);
    }
}
