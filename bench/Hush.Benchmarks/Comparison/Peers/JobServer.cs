using Hush.Numerics;

namespace Hush.Benchmarks.Comparison.Peers;

/// <summary>Hush as a program that a comparison asks: serve THREADS. See <see cref="Peer"/> for the lines.</summary>
internal static class JobServer
{
    public static int Serve(int threads, TextReader input, TextWriter output)
    {
        Say(output, $"Hush ({VectorWidth.Bits}-bit)");
        IJob? job = null;
        while (input.ReadLine() is { } line)
        {
            string[] words = line.Split(' ');
            if (words[0] == "open")
            {
                job?.Dispose();
                job = Jobs.Open(words[1..], threads);
                Say(output, "ready");
            }
            else if (words[0] == "results")
            {
                RawFloats.Write(words[1], job!.Results());
                Say(output, "written");
            }
            else
            {
                double[] seconds = [.. Enumerable.Range(0, int.Parse(words[1])).Select(_ => job!.Time())];
                Say(output, string.Join(' ', seconds.Select(s => $"{s:G9}")));
            }
        }

        job?.Dispose();
        return 0;
    }

    private static void Say(TextWriter output, string line)
    {
        output.WriteLine(line);
        output.Flush();
    }
}
