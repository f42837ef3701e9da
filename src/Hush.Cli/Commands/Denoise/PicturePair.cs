using Hush.Imaging.Files;

namespace Hush.Cli.Commands.Denoise;

/// <summary>A noisy picture and where the clean one goes.</summary>
/// <param name="Input">The noisy picture's file, or - for standard input.</param>
/// <param name="Output">The clean one's, or - for standard output.</param>
internal sealed record PicturePair(string Input, string Output)
{
    private const string Standard = "-";

    /// <summary>Hidden files and links to folders are left out; a folder that may not be read is an error.</summary>
    private static readonly EnumerationOptions Everywhere = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = false,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
    };

    /// <summary>Whether the clean picture takes standard output.</summary>
    public bool ToStandardOutput => Output == Standard;

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
    public Image Read()
    {
        if (Input != Standard)
            return Image.Read(Input);
        using Stream input = Console.OpenStandardInput();
        return Image.Read(input, "standard input");
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

    /// <summary>Files keep their names, folders their tree; the list is complete before anything is written.</summary>
    /// <param name="inputs">Files and folders.</param>
    /// <param name="output">A file for one file, else a folder.</param>
    /// <exception cref="WrongUseException">The output is a file but several pictures come in, or two of them would have one name.</exception>
    /// <exception cref="IOException">A folder holds no pictures or cannot be searched.</exception>
    public static IReadOnlyList<PicturePair> Of(IReadOnlyList<string> inputs, string output)
    {
        if (IsSingle(inputs, output))
            return [new PicturePair(inputs[0], output)];
        if (inputs.Contains(Standard) || output == Standard)
            throw new WrongUseException("Standard input and standard output (-) are for one picture. Name files, and a folder with -o.");
        if (File.Exists(output))
            throw new WrongUseException($"'{output}' is a file, but the pictures need a folder to go to. Name a folder with -o.");
        List<PicturePair> pairs = [.. inputs.SelectMany(input => Directory.Exists(input) ? InFolder(input, output) : [new(input, Path.Combine(output, Path.GetFileName(input)))])];
        foreach (var same in pairs.GroupBy(p => Path.GetFullPath(p.Output), StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
            throw new WrongUseException($"'{same.First().Input}' and '{same.Last().Input}' would both become '{same.First().Output}'. Clean them in two runs, into two folders.");
        return pairs;
    }

    private static IEnumerable<PicturePair> InFolder(string folder, string output)
    {
        string taken = Path.TrimEndingDirectorySeparator(Path.GetFullPath(output)) + Path.DirectorySeparatorChar;
        PicturePair[] pairs =
        [
            .. Directory.EnumerateFiles(folder, "*", Everywhere)
                .Where(IsPicture)
                .Where(path => !Path.GetFullPath(path).StartsWith(taken, StringComparison.Ordinal))       // an earlier run's results
                .Order(StringComparer.Ordinal)
                .Select(path => new PicturePair(path, Path.Combine(output, Path.GetRelativePath(folder, path)))),
        ];
        return pairs.Length > 0
            ? pairs
            : throw new FileNotFoundException($"'{folder}' holds no pictures ({string.Join(' ', ImageFormats.Extensions)}). Give another folder, or files.");
    }

    private static bool IsPicture(string path) => ImageFormats.Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
}
