namespace Hush.Cli.Tests.EndToEnd;

/// <summary>A training of a second that the tests of one class share; they do not change it.</summary>
public sealed class TrainedDiscs : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TrainedDiscs()
    {
        Recipe = Discs.Write(_folder, epochs: 12);
        Run = RecordedTerminal.Run("train", Recipe, "--out", Folder, "--threads", "2");
    }

    /// <summary>The recipe's file.</summary>
    public string Recipe { get; }

    /// <summary>The run folder.</summary>
    public string Folder => _folder["run"];

    internal CommandRun Run { get; }

    /// <summary>A path for a test's own file.</summary>
    public string this[string name] => _folder[name];

    public void Dispose() => _folder.Dispose();
}
