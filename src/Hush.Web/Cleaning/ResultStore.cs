using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Hush.Web.Cleaning;

/// <summary>A denoised image that waits to be downloaded.</summary>
internal sealed record StoredResult
{
    /// <summary>A random identifier that cannot be guessed.</summary>
    public required string Id { get; init; }

    /// <summary>The name of the file to download.</summary>
    public required string Name { get; init; }

    public required ImageFormat Format { get; init; }

    public required int? Page { get; init; }

    /// <summary>The uploaded file.</summary>
    public required string Source { get; init; }

    /// <summary>The denoised samples at full strength as floats; null if there was nothing to remove.</summary>
    public required string? Clean { get; init; }

    /// <summary>The noisy and the denoised image as PNG for the page.</summary>
    public required string Before { get; init; }

    /// <inheritdoc cref="Before"/>
    public required string After { get; init; }

    public IEnumerable<string> Files => [Source, Before, After, .. Clean is null ? [] : (string[])[Clean]];
}

/// <summary>The results of this process. The oldest are removed when they exceed the size limit, others when they expire.</summary>
internal sealed class ResultStore : IDisposable
{
    private static readonly TimeSpan s_sweepInterval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly ServeOptions _options;
    private readonly TimeProvider _clock;
    private readonly ITimer _sweeper;
    private long _bytes;

    public ResultStore(ServeOptions options, TimeProvider clock)
    {
        (_options, _clock) = (options, clock);
        Files = new TemporaryStore(options.TemporaryRoot);
        _sweeper = clock.CreateTimer(_ => RemoveExpired(), null, s_sweepInterval, s_sweepInterval);
    }

    public TemporaryStore Files { get; }

    /// <summary>The size of all stored files in bytes.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public int Count => _entries.Count;

    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public void Add(StoredResult result)
    {
        long size = result.Files.Sum(file => new FileInfo(file).Length);
        lock (_lock)
        {
            foreach (Entry old in _entries.Values.OrderBy(e => e.LastUse))
            {
                if (Bytes + size <= _options.MaxStored)
                    break;
                Remove(old.Result.Id);
            }

            Interlocked.Add(ref _bytes, size);
            _entries[result.Id] = new Entry(result, size) { LastUse = _clock.GetTimestamp() };
        }
    }

    /// <exception cref="ProblemException">There is no such result (any more).</exception>
    public StoredResult Get(string id)
    {
        if (!_entries.TryGetValue(id, out Entry? entry))
        {
            throw new ProblemException(new Problem(404, "No such result",
                "The result does not exist or has expired. Send the image again."));
        }

        entry.LastUse = _clock.GetTimestamp();
        return entry.Result;
    }

    public bool Remove(string id)
    {
        if (!_entries.TryRemove(id, out Entry? entry))
            return false;
        Interlocked.Add(ref _bytes, -entry.Size);
        foreach (string file in entry.Result.Files)
            TryDelete(file);
        return true;
    }

    /// <summary>Writes float samples to a new file.</summary>
    public string Save(ReadOnlySpan<float> samples)
    {
        string path = Files.NewPath();
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        const int Chunk = 1 << 20;
        for (int i = 0; i < samples.Length; i += Chunk)
            file.Write(MemoryMarshal.AsBytes(samples.Slice(i, Math.Min(Chunk, samples.Length - i))));
        return path;
    }

    /// <summary>Reads the samples that <see cref="Save"/> wrote.</summary>
    public static void Load(string path, Span<float> samples)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        const int Chunk = 1 << 20;
        for (int i = 0; i < samples.Length; i += Chunk)
            file.ReadExactly(MemoryMarshal.AsBytes(samples.Slice(i, Math.Min(Chunk, samples.Length - i))));
    }

    public static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Deleted with the folder when the process ends.
        }
    }

    public void Dispose()
    {
        _sweeper.Dispose();
        Files.Dispose();
    }

    internal void RemoveExpired()
    {
        foreach (Entry entry in _entries.Values)
        {
            if (_clock.GetElapsedTime(entry.LastUse) > _options.Expiry)
                Remove(entry.Result.Id);
        }
    }

    private sealed class Entry(StoredResult result, long size)
    {
        private long _lastUse;

        public StoredResult Result => result;

        public long Size => size;

        public long LastUse
        {
            get => Interlocked.Read(ref _lastUse);
            set => Interlocked.Exchange(ref _lastUse, value);
        }
    }
}
