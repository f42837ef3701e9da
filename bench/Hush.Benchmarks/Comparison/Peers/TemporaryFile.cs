namespace Hush.Benchmarks.Comparison.Peers;

/// <summary>A file that two programs share for a moment.</summary>
internal sealed class TemporaryFile : IDisposable
{
    public string Path { get; } = System.IO.Path.GetTempFileName();

    public void Dispose() => File.Delete(Path);
}
