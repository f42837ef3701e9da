using Hush.Imaging.Datasets.Fetching;
using Hush.Imaging.Datasets.Formats;

namespace Hush.Imaging.Datasets.Standard;

/// <summary>CIFAR-10, binary version: the published archive, or the six files unpacked from it.</summary>
/// <param name="ArchiveMd5">The published MD5 of the archive.</param>
internal sealed record CifarDataset(string ArchiveMd5) : IStandardSet
{
    private const string Folder = "cifar-10-batches-bin";

    private const long MaxBytes = 200 << 20;

    private static readonly string[] TrainingNames = [.. Enumerable.Range(1, 5).Select(i => $"data_batch_{i}.bin")];

    private static readonly string[] Names = [.. TrainingNames, "test_batch.bin"];

    public string Name => "cifar10";

    public string Description => "CIFAR-10: 50,000 + 10,000 color images of 32x32";

    public IReadOnlyList<IFileSource> Sources { get; init; } = [];

    public string FetchFolder => "";

    public string Layout =>
        $"data_batch_1.bin to data_batch_5.bin and test_batch.bin in a folder {Folder}/, or {CifarArchive.FileName} next to it";

    public IReadOnlyList<OfficialFile> Files =>
        [new(CifarArchive.FileName, null, MaxBytes, path => CifarArchive.Refusal(path, ArchiveMd5))];

    public Presence In(string root)
    {
        int unpacked = Names.Count(name => File.Exists(Path.Combine(root, Folder, name)));
        if (unpacked == Names.Length || File.Exists(Path.Combine(root, CifarArchive.FileName)))
            return Presence.Complete;
        return unpacked > 0 ? Presence.Partial : Presence.Absent;
    }

    public Dataset Read(string root)
    {
        string folder = Path.GetFullPath(Path.Combine(root, Folder));
        string archive = Path.GetFullPath(Path.Combine(root, CifarArchive.FileName));
        bool unpacked = Names.All(name => File.Exists(Path.Combine(folder, name)));
        if (!unpacked && !File.Exists(archive))
        {
            IEnumerable<string> missing = Names.Where(name => !File.Exists(Path.Combine(folder, name)));
            throw new DatasetException(
                $"'{folder}' has no {string.Join(", ", missing)}. CIFAR-10 is {Layout}; add what is missing.");
        }

        IReadOnlyList<CifarPart> parts = unpacked
            ? [.. Names.Select(name => Intact.Read(Path.Combine(folder, name), Name, path => CifarPart.Read(path, name)))]
            : CifarArchive.Read(archive, ArchiveMd5, Names);
        DataFile[] files = [.. parts.Select(p => new DataFile(p.Path, p.Name, p.Sha256, Published: !unpacked))];
        var provenance = new Provenance(unpacked ? folder : archive, "CIFAR-10", HasPublishedContent: true, files);
        ByteImages training = Images("training", parts.Take(TrainingNames.Length));
        ByteImages test = Images("test", parts.Skip(TrainingNames.Length));
        return new Dataset(Name, training, test, provenance);
    }

    private ByteImages Images(string part, IEnumerable<CifarPart> files)
    {
        byte[][] images = [.. files.Select(f => f.Images)];
        byte[] all = new byte[images.Sum(i => i.Length)];
        int at = 0;
        foreach (byte[] some in images)
        {
            some.CopyTo(all, at);
            at += some.Length;
        }

        return new ByteImages($"{Name} {part}", CifarRecords.Side, CifarRecords.Side, CifarRecords.Channels, all);
    }
}
