using System.Globalization;

namespace Hush.Benchmarks.Comparison;

/// <summary>How much of the machine other programs took meanwhile: figures from a busy machine say little.</summary>
internal sealed class OtherLoad
{
    private const double Tolerable = 0.03;

    private readonly (double Busy, double Own, double All) _start = Now();

    /// <summary>The share since the start, once all peers have ended.</summary>
    public string Sentence
    {
        get
        {
            var (busy, own, all) = Now();
            double share = Math.Max(0, (busy - _start.Busy - (own - _start.Own)) / (all - _start.All));
            return $"Other programs took {share:0 %} of the machine meanwhile{(share > Tolerable ? ": repeat it on a quiet one" : "")}.";
        }
    }

    /// <summary>Ticks since the machine's start: of all work, of this program with its ended children, and in all.</summary>
    private static (double Busy, double Own, double All) Now()
    {
        // cpu user nice system idle iowait irq softirq steal ...; what a virtual machine's host took (steal) is others' work too.
        double[] cpu = [.. File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8)
            .Select(Number)];
        double idle = cpu[3] + cpu[4], all = cpu.Sum();

        // Behind the name in parentheses, from the third field on; user and system time of the process and of its children are 14 to 17.
        string text = File.ReadAllText("/proc/self/stat");
        double own = text[(text.LastIndexOf(')') + 2)..].Split(' ').Skip(14 - 3).Take(4).Sum(Number);
        return (all - idle, own, all);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
