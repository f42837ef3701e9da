using Hush.Imaging.Datasets.Fetching;
using Hush.Imaging.Datasets.Formats;

namespace Hush.Imaging.Datasets.Standard;

/// <summary>Published SHA-256 of the four decompressed files of an MNIST-like dataset.</summary>
internal sealed record IdxHashes(string TrainImages, string TrainLabels, string TestImages, string TestLabels);

/// <summary>
/// A dataset in MNIST's layout: four IDX files, each plain or gzipped, in one folder called <paramref name="Name"/>, under any of their
/// common names (see <see cref="IdxNames"/>).
/// </summary>
internal sealed record IdxDataset(string Name, string Title, string Description, IdxHashes Hashes) : IStandardSet
{
    private const string TrainImages = "train-images-idx3-ubyte", TrainLabels = "train-labels-idx1-ubyte",
        TestImages = "t10k-images-idx3-ubyte", TestLabels = "t10k-labels-idx1-ubyte";

    private const long MaxImageBytes = 64 << 20, MaxLabelBytes = 1 << 20;

    public IReadOnlyList<IFileSource> Sources { get; init; } = [];

    public string FetchFolder => Name;

    public string Layout =>
        $"{TrainImages}, {TrainLabels}, {TestImages} and {TestLabels} (each plain or .gz) in a folder {Name}/";

    public IReadOnlyList<OfficialFile> Files =>
    [
        Official(TrainImages, 3, MaxImageBytes, Hashes.TrainImages),
        Official(TrainLabels, 1, MaxLabelBytes, Hashes.TrainLabels),
        Official(TestImages, 3, MaxImageBytes, Hashes.TestImages),
        Official(TestLabels, 1, MaxLabelBytes, Hashes.TestLabels),
    ];

    public Presence In(string root)
    {
        string folder = Path.Combine(root, Name);
        if (IdxNames.Find(folder, TrainImages) is not null && IdxNames.Find(folder, TestImages) is not null)
            return Presence.Complete;
        return new[] { TrainImages, TrainLabels, TestImages, TestLabels }.Any(name => IdxNames.Find(folder, name) is not null)
            ? Presence.Partial : Presence.Absent;
    }

    public Dataset Read(string root)
    {
        string folder = Path.GetFullPath(Path.Combine(root, Name));
        var files = new List<DataFile>();
        IdxFile test = ReadPart(folder, TestImages, Hashes.TestImages, TestLabels, Hashes.TestLabels, files);
        IdxFile training = ReadPart(folder, TrainImages, Hashes.TrainImages, TrainLabels, Hashes.TrainLabels, files);
        if (!training.Extents.AsSpan(1).SequenceEqual(test.Extents.AsSpan(1)))
        {
            throw new DatasetException(
                $"'{training.Path}' holds images of {training.Extents[1]}x{training.Extents[2]}, but '{test.Path}' of "
                + $"{test.Extents[1]}x{test.Extents[2]}: they do not belong together. "
                + "Put the files of a single dataset in this folder.");
        }

        var provenance = new Provenance(folder, Title, HasPublishedContent: true, files);
        return new Dataset(Name, Images("training", training), Images("test", test), provenance);
    }

    private ByteImages Images(string part, IdxFile file) =>
        new($"{Name} {part}", file.Extents[1], file.Extents[2], 1, file.Values);

    /// <summary>
    /// Training needs no labels, but if they are present they are checked too: a damaged folder is not used in part.
    /// </summary>
    private IdxFile ReadPart(
        string folder, string images, string imagesHash, string labels, string labelsHash, List<DataFile> files)
    {
        string path = IdxNames.Find(folder, images)
            ?? throw new DatasetException(
                $"'{folder}' has no {images} (plain or .gz). {Title} is {Layout}; add the missing file.");
        IdxFile file = Intact.Read(path, Name, p => IdxFile.Read(p, 3));
        files.Add(new DataFile(path, images, file.Sha256, file.Sha256 == imagesHash));
        if (IdxNames.Find(folder, labels) is not { } labelsPath)
            return file;
        IdxFile labelsFile = Intact.Read(labelsPath, Name, p => IdxFile.Read(p, 1));
        files.Add(new DataFile(labelsPath, labels, labelsFile.Sha256, labelsFile.Sha256 == labelsHash));
        return labelsFile.Extents[0] == file.Extents[0]
            ? file
            : throw new DatasetException(
                $"'{labelsPath}' labels {labelsFile.Extents[0]} images, but '{path}' holds {file.Extents[0]}: they do not "
                + $"belong together. {Intact.Remedy(path, Name)}");
    }

    private static OfficialFile Official(string name, int dimensions, long max, string hash) =>
        new(name + ".gz", name, max, path => Refusal(path, dimensions, hash));

    private static string? Refusal(string path, int dimensions, string hash)
    {
        try
        {
            string got = IdxFile.Read(path, dimensions).Sha256;
            return got == hash ? null : $"the SHA-256 of its content is {got}, but the published one is {hash}";
        }
        catch (DatasetException e)
        {
            return e.Message;
        }
    }
}
