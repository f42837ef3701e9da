using System.Collections.Concurrent;
using System.IO.Compression;

namespace Hush.Web.Cleaning;

/// <summary>A result in a zip file.</summary>
internal sealed record ZipItem(string Id, double Strength);

/// <summary>Zip files that were requested and wait to be downloaded. They are written while they are sent.</summary>
internal sealed class ZipDownloads(ImageService images)
{
    private const int MaxWaiting = 100;

    private readonly ConcurrentQueue<string> _order = new();
    private readonly ConcurrentDictionary<string, IReadOnlyList<ZipItem>> _waiting = new(StringComparer.Ordinal);

    public string Add(IReadOnlyList<ZipItem> items)
    {
        string id = ResultStore.NewId();
        _waiting[id] = items;
        _order.Enqueue(id);
        while (_order.Count > MaxWaiting && _order.TryDequeue(out string? oldest))
            _waiting.TryRemove(oldest, out _);
        return id;
    }

    /// <exception cref="ProblemException">There is no such zip file.</exception>
    public IReadOnlyList<ZipItem> Get(string id) => _waiting.TryGetValue(id, out IReadOnlyList<ZipItem>? items)
        ? items
        : throw new ProblemException(new Problem(404, "No such zip file", "The zip file has expired. Request it again."));

    public async Task Write(IReadOnlyList<ZipItem> items, Stream output, CancellationToken cancel)
    {
        var used = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        await using ZipArchive zip = await ZipArchive.CreateAsync(output, ZipArchiveMode.Create, leaveOpen: true, null, cancel);
        foreach (ZipItem item in items)
        {
            (string path, StoredResult result) = await images.Render(item.Id, item.Strength, new ImageWriteOptions(), cancel);
            await using FileStream file = ImageService.OpenOnce(path);
            // Image files are compressed already.
            ZipArchiveEntry entry = zip.CreateEntry(FileNames.Unique(result.Name, used), CompressionLevel.NoCompression);
            await using Stream to = await entry.OpenAsync(cancel);
            await file.CopyToAsync(to, cancel);
        }
    }
}
