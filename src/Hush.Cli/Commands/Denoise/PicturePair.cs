using Hush.Imaging.Files;

namespace Hush.Cli.Commands.Denoise;

/// <summary>A noisy picture and where the clean one goes.</summary>
/// <param name="Input">The noisy picture's file, or - for standard input.</param>
/// <param name="Output">The clean one's, or - for standard output.</param>
internal sealed record PicturePair(string Input, string Output)
{
    private const string Standard = "-";

    /// <summary>Whether the clean picture takes standard output.</summary>
    public bool ToStandardOutput => Output == Standard;

    private bool KeepsName => Path.GetFileName(Input) == Path.GetFileName(Output);

    /// <summary>Refuses, before any work, what cannot end well.</summary>
    public void Check(bool overwrite)
    {
        if (Input != Standard && !ToStandardOutput)
        {
            OutputPicture.Check(Input, Output, overwrite, "noisy", "clean");
        }
        else if (Input != Standard)
        {
            OutputPicture.CheckInput(Input);
        }
        else if (!ToStandardOutput)
        {
            OutputPicture.CheckFormat(Output);
            OutputPicture.CheckPlace(Output, overwrite, "clean");
        }
    }

    /// <summary>Reads the noisy picture.</summary>
    /// <param name="memory">Bytes that it may take, or null.</param>
    /// <param name="page">Which page of several, or null.</param>
    public Image Read(long? memory, int? page)
    {
        var limits = new ImageReadOptions { Page = page };
        if (memory is { } most)
            limits = limits with { MaxMemory = most, MaxPixels = most };        // a pixel takes four bytes at least
        if (Input != Standard)
            return Image.Read(Input, limits);
        using Stream input = Console.OpenStandardInput();
        return Image.Read(input, "standard input", limits);
    }

    /// <summary>What the clean one is written as: what its extension says; on standard output PNG, and PFM for floats.</summary>
    public ImageFormat FormatOf(Image picture) =>
        !ToStandardOutput ? ImageFormats.FromPath(Output) : picture.IsFloat ? ImageFormat.Pfm : ImageFormat.Png;

    /// <summary>Writes the clean picture.</summary>
    public void Write(Image clean, ImageWriteOptions options)
    {
        if (!ToStandardOutput)
        {
            clean.Write(Output, options);
            return;
        }

        using Stream output = Console.OpenStandardOutput();
        clean.Write(output, FormatOf(clean), options);
    }

    /// <summary>Whether these paths mean one file to another, and not pictures into a folder.</summary>
    public static bool IsSingle(IReadOnlyList<string> inputs, string output) =>
        inputs is [var only] && !Directory.Exists(only) && !Directory.Exists(output) && !Path.EndsInDirectorySeparator(output);

    /// <summary>
    /// Files keep their names, folders their tree; only what no picture can be written as (PBM, GIF) becomes PNG: scan.gif scan.png, or scan.gif.png where a
    /// scan.png comes in as well. The list is complete before anything is written.
    /// </summary>
    /// <param name="inputs">Files and folders.</param>
    /// <param name="output">A file for one file, else a folder.</param>
    /// <param name="unreadable">Receives the folders within that cannot be searched, and why.</param>
    /// <exception cref="WrongUseException">The output is a file but several pictures come in, or two of them would have one name.</exception>
    /// <exception cref="IOException">A folder holds no pictures or cannot be searched.</exception>
    public static IReadOnlyList<PicturePair> Of(IReadOnlyList<string> inputs, string output, IDictionary<string, Exception> unreadable)
    {
        if (IsSingle(inputs, output))
            return [new PicturePair(inputs[0], output)];
        if (inputs.Contains(Standard) || output == Standard)
            throw new WrongUseException("Standard input and standard output (-) are for one picture. Name files, and a folder with -o.");
        if (File.Exists(output))
            throw new WrongUseException($"'{output}' is a file, but the pictures need a folder to go to. Name a folder with -o.");
        List<PicturePair> pairs = [.. inputs.SelectMany(input => Directory.Exists(input) ? InFolder(input, output, unreadable) : [new(input, Path.Combine(output, OutputName(Path.GetFileName(input))))])];
        HashSet<string> kept = pairs.Where(p => p.KeepsName).Select(p => Path.GetFullPath(p.Output)).ToHashSet(OutputPicture.Names);
        pairs = pairs.ConvertAll(p => p.KeepsName || !kept.Contains(Path.GetFullPath(p.Output)) ? p : p.WithWholeName());
        foreach (var same in pairs.GroupBy(p => Path.GetFullPath(p.Output), OutputPicture.Names).Where(g => g.Count() > 1))
            throw new WrongUseException($"'{same.First().Input}' and '{same.Last().Input}' would both become '{same.First().Output}'. Clean them in two runs, into two folders.");
        return pairs;
    }

    private static IEnumerable<PicturePair> InFolder(string folder, string output, IDictionary<string, Exception> unreadable)
    {
        string source = Whole(folder), taken = Whole(output);
        if (OutputPicture.Names.Equals(source, taken))
            throw new WrongUseException($"'{output}' is the folder of the noisy pictures itself. Choose another one for the clean ones.");
        bool isInside = taken.StartsWith(source, OutputPicture.Comparison);
        PicturePair[] pairs =
        [
            .. ImageFolder.Files(folder, [.. ImageFormats.ReadableExtensions, .. ImageFormats.RawExtensions], unreadable)
                .Select(path => Path.GetRelativePath(folder, path))
                .Where(name => !isInside || !(source + name).StartsWith(taken, OutputPicture.Comparison))      // an earlier run's results
                .Select(name => new PicturePair(Path.Combine(folder, name), Path.Combine(output, OutputName(name)))),
        ];
        return pairs.Length > 0
            ? pairs
            : throw new FileNotFoundException($"'{folder}' holds no pictures ({string.Join(' ', ImageFormats.ReadableExtensions)}). Give another folder, or files.");
    }

    private PicturePair WithWholeName() => this with { Output = Path.Combine(Path.GetDirectoryName(Output)!, Path.GetFileName(Input) + ".png") };

    private static string OutputName(string input)
    {
        string extension = Path.GetExtension(input);
        if (ImageFormats.RawExtensions.Contains(extension, StringComparer.OrdinalIgnoreCase))
            return input + ".png";      // reading it fails and says why; a photo.jpg beside photo.dng keeps its own name
        bool isRead = ImageFormats.ReadableExtensions.Contains(extension, StringComparer.OrdinalIgnoreCase);
        return isRead && !ImageFormats.Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase) ? Path.ChangeExtension(input, ".png") : input;
    }

    private static string Whole(string folder) => Path.TrimEndingDirectorySeparator(OutputPicture.Real(folder)) + Path.DirectorySeparatorChar;
}
