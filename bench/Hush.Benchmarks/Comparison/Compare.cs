using Hush.Benchmarks.Comparison.Reports;

namespace Hush.Benchmarks.Comparison;

/// <summary>The command: compare [WORKLOAD...] [--rounds N] [--list].</summary>
internal static class Compare
{
    private const int DefaultRounds = 7;
    private static readonly string s_results = Path.Combine("bench", "results");

    public static int Run(string[] args, TextWriter output)
    {
        string[] known = [.. Workloads.All.Select(w => w.Name)];
        if (args.Contains("--list"))
        {
            output.WriteLine(string.Join('\n', known));
            return 0;
        }

        int rounds = DefaultRounds, option = Array.IndexOf(args, "--rounds");
        bool roundsAreGood = option < 0 || (option + 1 < args.Length && int.TryParse(args[option + 1], out rounds) && rounds >= 1);
        string[] names = [.. args.Where((_, i) => option < 0 || (i != option && i != option + 1))];
        if (!roundsAreGood || names.Except(known).Any())
        {
            output.WriteLine($"Usage: bench/compare [WORKLOAD...] [--rounds N], with workloads of: {string.Join(", ", known)}");
            return 2;
        }

        Directory.CreateDirectory(s_results);
        foreach (IWorkload workload in Workloads.All.Where(w => names.Length == 0 || names.Contains(w.Name)))
        {
            var others = new OtherLoad();
            Write(workload.Name, workload.Run(rounds, output.WriteLine).Markdown(others.Sentence), output);
            Write("summary", Summary.Markdown(Workloads.All.Select(w => PageOf(w.Name)).Where(File.Exists).Select(File.ReadAllText)),
                TextWriter.Null);
        }

        return 0;
    }

    private static string PageOf(string name) => Path.Combine(s_results, $"{name}.md");

    private static void Write(string name, string page, TextWriter output)
    {
        File.WriteAllText(PageOf(name), page);
        output.WriteLine(page);
    }
}
