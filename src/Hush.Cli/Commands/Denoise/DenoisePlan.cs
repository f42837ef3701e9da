using Hush.Imaging.Files;

namespace Hush.Cli.Commands.Denoise;

/// <summary>
/// Maps inputs to outputs. In an output folder, files keep their names and subfolders. Without one, scan.png becomes scan-clean.png in
/// the same folder, and the folder scans becomes scans-clean. Read-only formats (PBM, GIF) become PNG: scan.gif becomes scan.png, or
/// scan.gif.png if scan.png exists too. Before anything is written, the plan is complete and no output replaces an input.
/// </summary>
internal sealed class DenoisePlan
{
    private const string Suffix = "-clean", Written = ".png";

    /// <summary>Extensions of image formats that are rejected on reading.</summary>
    private static readonly Lazy<string[]> Refused = new(() => [.. ImageFormats.RawExtensions, .. ImageFormats.ForeignExtensions]);

    /// <param name="inputs">Files and folders.</param>
    /// <param name="output">A file for a single input file, otherwise a folder; null derives names from the inputs.</param>
    /// <exception cref="WrongUseException">
    /// The output is a file but there are several inputs, an input is given twice, two outputs have the same name, or an output
    /// would replace an input.
    /// </exception>
    /// <exception cref="IOException">A folder has no images or cannot be read.</exception>
    public DenoisePlan(IReadOnlyList<string> inputs, string? output)
    {
        IsSingle = inputs is [var only] && !Directory.Exists(only) && (output is null || !IsFolder(output));
        if (output is null && inputs.Contains(ImagePair.Standard))
        {
            throw new WrongUseException(
                "Standard input (-) has no name to derive an output name from. Give one with -o, or use -o - for standard output.");
        }

        if (!IsSingle && output is not null)
            CheckFolder(inputs, output);
        if (inputs.Count > 1)
            CheckInputsDiffer(inputs);
        Pairs = IsSingle ? [new ImagePair(inputs[0], output ?? Beside(inputs[0]))] : Plan(inputs, output);
        CheckInputsStay(Pairs);
    }

    /// <summary>Whether this is one image with an output file, not a batch with an output folder.</summary>
    public bool IsSingle { get; }

    /// <summary>All images, in order.</summary>
    public IReadOnlyList<ImagePair> Pairs { get; }

    /// <summary>Subfolders that cannot be read, and why.</summary>
    public SortedDictionary<string, Exception> Unreadable { get; } = new(StringComparer.Ordinal);

    /// <summary>Files that were ignored in folders.</summary>
    public PassedOver PassedOver { get; } = new();

    /// <summary>The default output folder: scans-clean for scans.</summary>
    public static string FolderBeside(string folder)
    {
        string name = Path.TrimEndingDirectorySeparator(folder);
        if (Path.GetFileName(name) is "" or "." or "..")
            name = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return Path.GetFileName(name).Length > 0
            ? name + Suffix
            : throw new WrongUseException(
                $"{ImageFiles.Quoted(folder)} has no name to derive an output name from. Give a folder with -o.");
    }

    private List<ImagePair> Plan(IReadOnlyList<string> inputs, string? output)
    {
        List<ImagePair> pairs = [.. inputs.SelectMany(input =>
            Directory.Exists(input)
                ? InFolder(input, output ?? FolderBeside(input))
                : [new(input, output is null ? Beside(input) : Path.Combine(output, OutputName(Path.GetFileName(input))))])];
        HashSet<string> kept = pairs.Where(KeepsExtension).Select(p => Path.GetFullPath(p.Output)).ToHashSet(ImageFiles.Names);
        pairs = pairs.ConvertAll(
            p => KeepsExtension(p) || !kept.Contains(Path.GetFullPath(p.Output)) ? p : WithWholeName(p, output is null ? Suffix : ""));
        CheckOutputsDiffer(pairs);
        return pairs;
    }

    private ImagePair[] InFolder(string folder, string output)
    {
        string source = Whole(folder), taken = Whole(output);
        if (ImageFiles.Names.Equals(source, taken))
        {
            throw new WrongUseException(
                $"{ImageFiles.Quoted(output)} is the folder of the noisy images. Choose another folder for the clean ones.");
        }

        bool isInside = taken.StartsWith(source, ImageFiles.Comparison);
        ImagePair[] pairs =
        [
            .. ImageFolder.Files(folder, [.. ImageFormats.ReadableExtensions, .. Refused.Value], Unreadable, PassedOver)
                .Select(path => Path.GetRelativePath(folder, path))
                .Where(name => !isInside || !(source + name).StartsWith(taken, ImageFiles.Comparison))      // results of an earlier run
                .Select(name => new ImagePair(Path.Combine(folder, name), Path.Combine(output, OutputName(name)))),
        ];
        return pairs.Length > 0
            ? pairs
            : throw new FileNotFoundException(
                $"{ImageFiles.Quoted(folder)} contains no images ({string.Join(' ', ImageFormats.ReadableExtensions)}). " +
                "Give another folder, or files.");
    }

    private static void CheckFolder(IReadOnlyList<string> inputs, string output)
    {
        if (inputs.Contains(ImagePair.Standard) || output == ImagePair.Standard)
            throw new WrongUseException("Standard input and standard output (-) work for a single image only. Give files, and a folder " +
                "with -o.");
        if (File.Exists(output))
        {
            throw new WrongUseException(
                $"{ImageFiles.Quoted(output)} is a file, but the output must be a folder. Give a folder with -o.");
        }

        if (!IsFolder(output) && ImageFormats.ReadableExtensions.Contains(Path.GetExtension(output), StringComparer.OrdinalIgnoreCase))
        {
            string came = inputs.Count > 1 ? $"{inputs.Count} inputs were given" : $"{ImageFiles.Quoted(inputs[0])} is a folder";
            throw new WrongUseException(
                $"{ImageFiles.Quoted(output)} is the name of a single image, but {came}. Give a folder with -o, or omit -o.");
        }
    }

    /// <summary>Rejects an output that is an input of any image, also through links: it could be replaced before it is read.</summary>
    private static void CheckInputsStay(IReadOnlyList<ImagePair> pairs)
    {
        var inputs = new FileSet(pairs.Select(p => p.Input));
        foreach (ImagePair pair in pairs)
        {
            if (pair.ToStandardOutput || inputs.Find(pair.Output) is not { } input)
                continue;
            throw input == pair.Input
                ? ImageFiles.IsInputItself(pair.Output, "noisy", "clean")
                : new WrongUseException(
                    $"The clean image of {ImageFiles.Quoted(pair.Input)} would replace {ImageFiles.Quoted(input)}, which is one of " +
                    "the noisy images. Choose another folder with -o, or denoise them in two runs.");
        }
    }

    /// <summary>Rejects duplicate files and folders, also through links.</summary>
    private static void CheckInputsDiffer(IReadOnlyList<string> inputs)
    {
        var files = new FileSet([]);
        var known = new Dictionary<string, string>(ImageFiles.Names);
        foreach (string input in inputs.Where(input => input.Length > 0 && !ImageFiles.IsUndecodable(input)))
        {
            string path = input == ImagePair.Standard
                ? input
                : RealOrFull(files, Path.TrimEndingDirectorySeparator(Path.GetFullPath(input)));
            if (!known.TryAdd(path, input))
                throw IsGivenTwice(known[path], input, Directory.Exists(input) ? "folder" : "image");
        }
    }

    /// <summary>Circular links do not resolve; they are rejected on reading.</summary>
    private static string RealOrFull(FileSet files, string path)
    {
        try
        {
            return files.Real(path);
        }
        catch (IOException)
        {
            return path;
        }
    }

    private static WrongUseException IsGivenTwice(string first, string second, string what) => new(first == second
        ? $"{ImageFiles.Quoted(first)} is given twice. Give it once."
        : $"{ImageFiles.Quoted(first)} and {ImageFiles.Quoted(second)} are the same {what}. Give it once.");

    private static void CheckOutputsDiffer(List<ImagePair> pairs)
    {
        var files = new FileSet([]);
        IEnumerable<ImagePair> named = pairs.Where(p => !ImageFiles.IsUndecodable(p.Input));      // the others fail individually
        foreach (var same in named.GroupBy(p => files.Real(p.Output), ImageFiles.Names).Where(g => g.Count() > 1))
        {
            if (ImageFiles.Names.Equals(RealOrFull(files, same.First().Input), RealOrFull(files, same.Last().Input)))
                throw IsGivenTwice(same.First().Input, same.Last().Input, "image");
            throw new WrongUseException(
                $"{ImageFiles.Quoted(same.First().Input)} and {ImageFiles.Quoted(same.Last().Input)} would both become " +
                $"{ImageFiles.Quoted(same.First().Output)}. Denoise them in two runs, into two folders.");
        }
    }

    private static bool IsFolder(string output) => Directory.Exists(output) || Path.EndsInDirectorySeparator(output);

    /// <summary>A file that will be rejected on reading must not claim the output name of another image.</summary>
    private static string OutputName(string input)
    {
        bool isRefused = Refused.Value.Contains(Path.GetExtension(input), StringComparer.OrdinalIgnoreCase);
        return isRefused ? input + Written : IsWritten(input) ? input : Path.ChangeExtension(input, Written);
    }

    private static string Beside(string input)
    {
        string name = Path.GetFileNameWithoutExtension(input) + Suffix + (IsWritten(input) ? Path.GetExtension(input) : Written);
        return Path.Combine(Path.GetDirectoryName(input) ?? "", name);
    }

    private static bool IsWritten(string name) =>
        ImageFormats.Extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    private static bool KeepsExtension(ImagePair pair) => IsWritten(pair.Input);

    private static ImagePair WithWholeName(ImagePair pair, string suffix) =>
        pair with { Output = Path.Combine(Path.GetDirectoryName(pair.Output)!, Path.GetFileName(pair.Input) + suffix + Written) };

    private static string Whole(string folder) =>
        Path.TrimEndingDirectorySeparator(ImageFiles.Real(folder)) + Path.DirectorySeparatorChar;
}
