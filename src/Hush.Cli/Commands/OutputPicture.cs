using Hush.Imaging.Files;
using Hush.Numerics.IO;
using Hush.Numerics.Text;

namespace Hush.Cli.Commands;

/// <summary>The checks on a picture that a command writes beside the one that it reads.</summary>
internal static class OutputPicture
{
    private const int MaxLinks = 40;        // as the Linux kernel's

    private const char Undecodable = '\uFFFD';

    /// <summary>Whether the system tells names apart that differ in capitals alone.</summary>
    public static StringComparison Comparison { get; } = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>Which paths name one file.</summary>
    public static StringComparer Names { get; } = StringComparer.FromComparison(Comparison);

    /// <summary>Refuses, before any work, what cannot end well.</summary>
    /// <param name="input">The picture that is read.</param>
    /// <param name="output">The picture that is written.</param>
    /// <param name="overwrite">Whether a file in its place is replaced.</param>
    /// <param name="from">What the read one is called: noisy.</param>
    /// <param name="to">What the written one is called: clean.</param>
    /// <param name="isInBatch">Whether the output is one of many, which can be skipped.</param>
    /// <exception cref="WrongUseException">The output is the input, or of an unknown format.</exception>
    /// <exception cref="IOException">A file is missing, or the output exists.</exception>
    public static void Check(string input, string output, bool overwrite, string from, string to, bool isInBatch = false)
    {
        CheckKind(output);
        CheckFormat(output);
        CheckInput(input);
        if (new FileSet([input]).Find(output) != null)
            throw IsInputItself(output, from, to);
        CheckPlace(output, overwrite, to, isInBatch);
    }

    /// <summary>Refuses a picture that is not there.</summary>
    public static void CheckInput(string input)
    {
        if (input.Length > 0 && new FileInfo(input).LinkTarget != null && !Path.Exists(Real(input)))
            throw new FileNotFoundException($"{Quoted(input)} is a link to a file that does not exist. Give the path of an image file.");
        if (File.Exists(input))
            return;
        throw IsUndecodable(input)
            ? new IOException($"The name {Quoted(input)} is not valid UTF-8, so the file cannot be opened. Rename it.")
            : new FileNotFoundException($"There is no picture {Quoted(input)}. Give the path of an image file.");
    }

    /// <summary>Refuses an output of an unknown format.</summary>
    public static void CheckFormat(string output)
    {
        try
        {
            ImageFormats.FromPath(output);
        }
        catch (ImageFormatException e)
        {
            throw new WrongUseException(Printable.Escape(e.Message));
        }
    }

    /// <summary>Refuses a pipe, a device or a socket, which a file would replace.</summary>
    public static void CheckKind(string output)
    {
        if (FileStatus.Of(output) is { IsSpecial: true })
            throw new IOException($"{Quoted(output)} is a pipe or a device, which a picture would replace. Name a file, or use -o - for " +
                "standard output.");
    }

    /// <summary>Refuses a place where the output cannot go.</summary>
    public static void CheckPlace(string output, bool overwrite, string to, bool isInBatch = false)
    {
        if (IsUndecodable(output))
            throw new IOException($"The name {Quoted(output)} is not valid UTF-8. Choose another one.");
        string folder = Path.GetDirectoryName(Path.GetFullPath(output))!;
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException(
                $"{Quoted(output)} cannot be written: the folder {Quoted(folder)} does not exist. Create it first.");
        }

        if (Directory.Exists(output))
            throw new IOException($"{Quoted(output)} is a folder. Give the {to} picture a name of its own.");
        if (File.Exists(output) && !overwrite)
        {
            string advice = isInBatch ? "Skip such pictures with --skip-existing, or replace them with --overwrite." : "Choose another name with -o, or replace it with --overwrite.";
            throw new IOException($"{Quoted(output)} already exists. {advice}");
        }
    }

    /// <summary>The error of an output that is the input.</summary>
    public static WrongUseException IsInputItself(string output, string from, string to) =>
        new($"{Quoted(output)} is the {from} picture itself. Choose another name for the {to} one.");

    /// <summary>Whether a name holds bytes that are not UTF-8: .NET shows them as U+FFFD and finds no file of that name.</summary>
    public static bool IsUndecodable(string path) => path.Contains(Undecodable) && !Path.Exists(path);

    /// <summary>A name as messages show it.</summary>
    public static string Quoted(string path) => $"'{Printable.Escape(path)}'";

    /// <summary>Where a path leads when every link on the way is followed, as far as there is something.</summary>
    /// <exception cref="IOException">The links lead in a circle.</exception>
    public static string Real(string path)
    {
        string full = Path.GetFullPath(path), real = Path.GetPathRoot(full)!;
        var ahead = new Stack<string>();
        Push(full[real.Length..]);
        int links = 0;
        while (ahead.TryPop(out string? part))
        {
            if (part is "." or "..")
            {
                real = part == "." ? real : Path.GetDirectoryName(real) ?? real;
                continue;
            }

            string place = Path.Combine(real, part);
            FileSystemInfo entry = Directory.Exists(place) ? new DirectoryInfo(place) : new FileInfo(place);
            if (entry.LinkTarget is not { } target)
            {
                real = place;
                continue;
            }

            if (++links > MaxLinks)
                throw new IOException($"{Quoted(path)} cannot be resolved: its symbolic links lead in a circle. Name another place.");
            if (Path.IsPathRooted(target))
                real = Path.GetPathRoot(target)!;
            Push(Path.IsPathRooted(target) ? target[real.Length..] : target);
        }

        return real;

        void Push(string parts)
        {
            foreach (string part in parts.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries).Reverse())
                ahead.Push(part);
        }
    }
}
