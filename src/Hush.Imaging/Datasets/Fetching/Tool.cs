using System.ComponentModel;
using System.Diagnostics;

namespace Hush.Imaging.Datasets.Fetching;

/// <summary>Runs external programs.</summary>
internal static class Tool
{
    private static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(10);

    /// <summary>The program's full path, or null if it is not on the PATH.</summary>
    public static string? Find(string name)
    {
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd", ".bat"] : [""];
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(_ => endings, (folder, ending) => Path.Combine(folder, name + ending))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>Runs the program in <paramref name="folder"/> until it exits, with its output hidden.</summary>
    /// <exception cref="FetchException">It cannot be started, fails, or takes more than ten minutes.</exception>
    public static async Task RunAsync(
        string program, IEnumerable<string> arguments, string folder, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(MaxTime);
        try
        {
            using Process process = Process.Start(start)!;
            await RunAsync(process, limit.Token);
        }
        catch (Win32Exception e)
        {
            throw new FetchException($"'{program}' cannot be started: {e.Message}", e);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new FetchException($"'{program}' was stopped because it ran for more than {MaxTime.TotalMinutes:0} minutes");
        }
    }

    private static async Task RunAsync(Process process, CancellationToken cancellation)
    {
        try
        {
            process.StandardInput.Close();                      // it must not wait for input
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
            Task<string> errors = process.StandardError.ReadToEndAsync(cancellation);
            await Task.WhenAll(output, errors);
            await process.WaitForExitAsync(cancellation);
            if (process.ExitCode != 0)
            {
                IEnumerable<string> lines = (await errors).Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0).Take(3);
                throw new FetchException($"exited with code {process.ExitCode}: {string.Join(" / ", lines)}");
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
