using System.Diagnostics;
using System.Globalization;

namespace Hush.Benchmarks.Comparison.Peers;

/// <summary>
/// One side of a comparison, Hush's too: a program of its own, so that threads, memory and settings of one do not touch the others. It
/// says who it is in its first line, then answers each line with one line.
/// </summary>
/// <remarks>
/// <c>open CASE</c> makes a case ready (programs that know several); <c>results FILE</c> writes the numbers that must agree, 32-bit
/// floats; <c>time N</c> does the work N times and answers the seconds of each.
/// </remarks>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;

    /// <summary>Starts the program and waits for its first line.</summary>
    /// <param name="variant">Behind the name, where one program is measured in several settings.</param>
    /// <param name="environment">Variables that are set; those with null are removed.</param>
    /// <param name="program">What to run.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="InvalidOperationException">It ended before; what it said stands above.</exception>
    public Peer(string variant, IReadOnlyDictionary<string, string?> environment, string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
            UseShellExecute = false
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        Name = $"{ReadLine()} {variant}".TrimEnd();
    }

    /// <summary>What tables call it.</summary>
    public string Name { get; }

    /// <summary>The most memory that the program has held at once so far, in bytes: its VmHWM.</summary>
    public long PeakMemory
    {
        get
        {
            string line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Makes a case ready.</summary>
    public void Open(string key) => Ask($"open {key}");

    /// <summary>The numbers that must agree.</summary>
    public float[] Results()
    {
        using var file = new TemporaryFile();
        Ask($"results {file.Path}");
        return RawFloats.Read(file.Path);
    }

    /// <summary>Does the work and gives the seconds of each time.</summary>
    public double[] Time(int repetitions) =>
        [.. Ask($"time {repetitions}").Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture))];

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Ask(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
        return ReadLine();
    }

    private string ReadLine() => _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException(
        $"The peer '{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)}' ended early; what it said stands " +
        "above.");
}
