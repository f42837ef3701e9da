using Hush.Testing;
using Hush.Training;
using Xunit;

namespace Hush.Cli.Tests.EndToEnd;

/// <summary>A model trained in a second, shared by the tests of a class, which must not change it.</summary>
public sealed class TrainedDiscs : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TrainedDiscs()
    {
        Recipe = Discs.Write(_folder, epochs: 12);
        Run = RecordedTerminal.Run("train", Recipe, "--out", Folder, "--threads", "2");
    }

    /// <summary>Path of the recipe.</summary>
    public string Recipe { get; }

    /// <summary>The run folder.</summary>
    public string Folder => _folder["run"];

    internal CommandRun Run { get; }

    /// <summary>A path in the temporary folder.</summary>
    public string this[string name] => _folder[name];

    /// <summary>Creates a folder in the temporary folder.</summary>
    public string NewFolder(string name) => Directory.CreateDirectory(_folder[name]).FullName;

    /// <summary>Denoises with the model.</summary>
    internal CommandRun Denoise(params string[] arguments) => RecordedTerminal.Run(["denoise", .. arguments, "--model", Folder]);

    /// <summary>Asserts that denoising is rejected as invalid usage, without output on standard output.</summary>
    internal void Refused(string message, params string[] arguments)
    {
        CommandRun run = Denoise(arguments);
        Assert.Equal((ExitCode.WrongUse, ""), (run.Code, run.Output));
        Assert.Contains(message, run.Error);
    }

    /// <summary>Writes a noisy image of 21x17 pixels and creates the folders on its path.</summary>
    internal static string WriteNoisy(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Discs.WriteNoisy(path, 21, 17, 1);
        return path;
    }

    public void Dispose() => _folder.Dispose();
}
