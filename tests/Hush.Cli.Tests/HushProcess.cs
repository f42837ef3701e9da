using System.Diagnostics;
using System.Runtime.CompilerServices;
using Hush.Testing;
using Xunit;

namespace Hush.Cli.Tests;

/// <summary>Runs the built program in its own process.</summary>
internal static class HushProcess
{
    /// <summary>Many times the duration of the longest test on a loaded machine.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);

    private static readonly string s_program = Find();

    public static CommandRun Run(string folder, params string[] args) => RunProcess(Start(folder, args));

    /// <summary>Runs a shell script, for which hush and other commands are functions.</summary>
    /// <param name="folder">The working folder.</param>
    /// <param name="script">The script.</param>
    /// <param name="functions">Other functions.</param>
    /// <param name="variables">Environment variables.</param>
    public static CommandRun RunScript(string folder, string script, string functions, IEnumerable<(string Name, string Value)> variables)
    {
        string[] words = [$"hush() {{ dotnet '{s_program}' \"$@\"; }}; {functions}; source '{script}'"];
        var start = new ProcessStartInfo("bash", ["-c", .. words])
        {
            WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return RunProcess(Process.Start(start)!);
    }

    private static CommandRun RunProcess(Process process)
    {
        using Process disposed = process;
        using Timer limit = Limit(process);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        return new CommandRun(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Runs the program on several ranks.</summary>
    public static CommandRun RunRanks(int ranks, string folder, params string[] args) => Finish(StartRanks(ranks, folder, args));

    /// <summary>Runs the program on ranks for which mpirun has different options.</summary>
    public static CommandRun RunRanks(string[] some, string[] others, string folder, string[] args) =>
        Finish(Launch([.. some, "dotnet", s_program, .. args, ":", .. others, "dotnet", s_program, .. args], folder));

    /// <summary>Runs the program on two ranks with different arguments.</summary>
    public static CommandRun RunRanks(string folder, string[] first, string[] second) =>
        Finish(Launch(["-n", "1", "dotnet", s_program, .. first, ":", "-n", "1", "dotnet", s_program, .. second], folder));

    /// <summary>Starts the program on several ranks.</summary>
    public static Process StartRanks(int ranks, string folder, string[] args) =>
        Launch(["-n", $"{ranks}", "dotnet", s_program, .. args], folder);

    /// <summary>Runs the program with bytes on standard input and returns the bytes of standard output.</summary>
    public static (int Code, byte[] Output, string Error) Pipe(string folder, byte[] input, params string[] args)
    {
        using Process process = Start(folder, args, pipes: true);
        using Timer limit = Limit(process);
        Task<string> error = process.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        Task read = process.StandardOutput.BaseStream.CopyToAsync(output);
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        read.Wait();
        return (process.ExitCode, output.ToArray(), error.Result);
    }

    /// <summary>Starts the program, waits for a line with this beginning, and sends SIGINT, as Ctrl-C does.</summary>
    public static CommandRun RunUntil(string lineStart, string folder, params string[] args) => RunUntil(lineStart, "INT", folder, args);

    /// <summary>Starts the program, waits, and sends SIGTERM. Also returns how long the program took to end after the signal.</summary>
    public static (CommandRun Run, TimeSpan End) RunFor(TimeSpan time, string folder, params string[] args)
    {
        using Process process = Start(folder, args);
        using Timer limit = Limit(process);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        Thread.Sleep(time);
        var end = Stopwatch.StartNew();
        Process.Start("kill", ["-TERM", $"{process.Id}"]).WaitForExit();
        process.WaitForExit();
        return (new CommandRun(process.ExitCode, output.Result, error.Result), end.Elapsed);
    }

    /// <summary>Starts the program, waits for a line with this beginning, and sends a signal: INT, TERM or KILL.</summary>
    public static CommandRun RunUntil(string lineStart, string signal, string folder, string[] args)
    {
        using Process process = Start(folder, args);
        using Timer limit = Limit(process);
        Task<string> error = process.StandardError.ReadToEndAsync();
        var lines = new List<string>();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            lines.Add(line);
            if (line.StartsWith(lineStart, StringComparison.Ordinal))
                Process.Start("kill", [$"-{signal}", $"{process.Id}"]).WaitForExit();
        }

        process.WaitForExit();
        return new CommandRun(process.ExitCode, string.Join('\n', lines), error.Result);
    }

    private static CommandRun Finish(Process process)
    {
        using (process)
        {
            using Timer limit = Limit(process);
            Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
            process.WaitForExit();
            return new CommandRun(process.ExitCode, output.Result.ReplaceLineEndings("\n"), error.Result.ReplaceLineEndings("\n"));
        }
    }

    // Tests may run as root, and with more ranks than processors. mpirun's own explanations of an exit code are left out.
    private static Process Launch(string[] args, string folder)
    {
        var start = new ProcessStartInfo("mpirun", ["-q", "--allow-run-as-root", "--oversubscribe", "--bind-to", "none", .. args])
        {
            WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    private static Process Start(string folder, string[] args, bool pipes = false)
    {
        // SIGINT is ignored in background jobs, and child processes inherit this.
        string[] command = ["dotnet", s_program, .. args];
        if (OperatingSystem.IsLinux())
            command = ["env", "--default-signal=INT", .. command];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
            RedirectStandardInput = pipes,
        };
        return Process.Start(start)!;
    }

    /// <summary>Kills a hanging process, so that its test fails with exit code 137 and the others continue.</summary>
    private static Timer Limit(Process process) =>
        new(_ => process.Kill(entireProcessTree: true), null, s_longest, Timeout.InfiniteTimeSpan);

    private static string Find()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);            // …/tests/Hush.Cli.Tests/bin/Release/net10.0
        return SourceTree.File("src", "Hush.Cli", "bin", here.Parent!.Name, here.Name, "hush.dll");
    }
}

/// <summary>A test that requires Open MPI; skipped with a reason where mpirun is not installed.</summary>
internal sealed class MpiFactAttribute : FactAttribute
{
    public MpiFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line)
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!OperatingSystem.IsLinux() || !folders.Any(folder => File.Exists(Path.Combine(folder, "mpirun.openmpi"))))
            Skip = "needs Open MPI: install libopenmpi3 and openmpi-bin";
    }
}

/// <summary>A test that requires POSIX signals (Linux or macOS); skipped with a reason elsewhere.</summary>
internal sealed class SignalFactAttribute : FactAttribute
{
    public SignalFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line)
    {
        if (OperatingSystem.IsWindows())
            Skip = "needs signals: run it on Linux or macOS, where kill -INT is Ctrl-C";
    }
}
