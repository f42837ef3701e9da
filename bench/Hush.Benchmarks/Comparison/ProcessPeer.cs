using System.Diagnostics;
using System.Globalization;

namespace Hush.Benchmarks.Comparison;

/// <summary>A peer in a program of its own: it says who it is in its first line, then answers a line with a line of numbers.</summary>
internal sealed class ProcessPeer : IPeer
{
    private readonly Process _process;

    /// <summary>Starts the program and waits for its first line.</summary>
    /// <exception cref="InvalidOperationException">It ended before; what it said is in the message.</exception>
    public ProcessPeer(string suffix, string program, params string[] arguments)
    {
        _process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false,
        })!;
        Name = $"{ReadLine()} {suffix}";
    }

    public string Name { get; }

    public IReadOnlyList<double> Losses(int steps) => Ask("losses", steps);

    public IReadOnlyList<double> Time(int steps) => Ask("time", steps);

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private double[] Ask(string command, int steps)
    {
        _process.StandardInput.WriteLine($"{command} {steps}");
        _process.StandardInput.Flush();
        return [.. ReadLine().Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture))];
    }

    private string ReadLine() => _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException(
        $"The peer '{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)}' ended early; what it said stands above.");
}
