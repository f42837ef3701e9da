using System.Text;
using Hush.Numerics.IO;

namespace Hush.Cli.Commands.Denoise.Shards;

/// <summary>
/// The manifest of a shard while it runs: remembers the files of earlier attempts, and adds a line for each file. It is locked, so that
/// two processes cannot work on the same shard.
/// </summary>
internal sealed class ShardManifest : IDisposable
{
    private readonly Lock _lock = new();        // an abandoned image may finish while the command ends
    private readonly FileStream _stream;
    private readonly Dictionary<string, FileLine> _last = new(StringComparer.Ordinal);
    private readonly HashSet<(string Output, string Sha256)> _written = [];

    /// <summary>Opens the manifest of a shard, or creates it.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="attempt">The first line of this attempt.</param>
    /// <exception cref="IOException">The file is in use, or cannot be written.</exception>
    public ShardManifest(string path, AttemptLine attempt)
    {
        _stream = Open(path);
        try
        {
            foreach (FileLine line in ManifestFile.Read(_stream))
                Note(line);
            RemoveTornLine();
            Append(CliJson.Line(attempt));
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    /// <summary>What the last line about a file says, or null.</summary>
    public FileLine? Find(string source) => _last.GetValueOrDefault(source);

    /// <summary>Whether any attempt wrote this content as this output.</summary>
    public bool HasWritten(string output, string sha256) => _written.Contains((output, sha256));

    /// <summary>Adds a line and flushes it to disk.</summary>
    public void Add(FileLine line)
    {
        lock (_lock)
        {
            Append(CliJson.Line(line));
            Note(line);
        }
    }

    public void Dispose()
    {
        lock (_lock)
            _stream.Dispose();
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (FileLock.IsHeld(e))
        {
            throw new IOException($"Another process is working on this shard: it has locked {ImageFiles.Quoted(path)}. Wait until it ends.",
                e);
        }
    }

    private void Note(FileLine line)
    {
        _last[line.Source] = line;
        if (line is { IsWritten: true, Sha256: { } hash })
            _written.Add((line.Output, hash));
    }

    private void Append(string line)
    {
        long end = _stream.Length;
        _stream.Position = end;
        try
        {
            _stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
            _stream.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            TryTruncate(end);
            throw;
        }
    }

    private void TryTruncate(long length)
    {
        try
        {
            _stream.SetLength(length);
        }
        catch (IOException)
        {
            // The next attempt removes the torn line.
        }
    }

    private void RemoveTornLine()
    {
        long end = _stream.Length;
        while (end > 0 && ByteAt(end - 1) != '\n')
            end--;
        if (end < _stream.Length)
            _stream.SetLength(end);
    }

    private int ByteAt(long position)
    {
        _stream.Position = position;
        return _stream.ReadByte();
    }
}
