using Hush.Imaging.Files;
using Hush.Numerics.IO;
using Hush.Numerics.Text;

namespace Hush.Cli.Commands;

/// <summary>Checks the input and output images of a command.</summary>
internal static class ImageFiles
{
    private const int MaxLinks = 40;        // same as the Linux kernel

    private const char Undecodable = '\uFFFD';

    /// <summary>How file names are compared on this system: only Linux is case-sensitive.</summary>
    public static StringComparison Comparison { get; } = OperatingSystem.IsLinux()
        ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>Compares paths that name the same file as equal.</summary>
    public static StringComparer Names { get; } = StringComparer.FromComparison(Comparison);

    /// <summary>Checks input and output before any work is done.</summary>
    /// <param name="input">The image to read.</param>
    /// <param name="output">The image to write.</param>
    /// <param name="overwrite">Replace an existing output.</param>
    /// <param name="from">What messages call the input: noisy.</param>
    /// <param name="to">What messages call the output: clean.</param>
    /// <param name="ifExists">What to do if the output exists; null for a single image.</param>
    /// <exception cref="WrongUseException">The output is the input, or has an unknown format.</exception>
    /// <exception cref="IOException">The input is missing, or the output exists.</exception>
    public static void EnsureUsable(string input, string output, bool overwrite, string from, string to, string? ifExists = null)
    {
        CheckKind(output);
        CheckFormat(output);
        CheckInput(input);
        if (new FileSet([input]).Find(output) != null)
            throw IsInputItself(output, from, to);
        CheckPlace(output, overwrite, to, ifExists);
    }

    /// <summary>Checks that the input exists.</summary>
    public static void CheckInput(string input)
    {
        if (input.Length > 0 && new FileInfo(input).LinkTarget != null && !Path.Exists(Real(input)))
            throw new FileNotFoundException($"{Quoted(input)} is a link to a file that does not exist. Give the path of an image file.");
        if (File.Exists(input))
            return;
        throw IsUndecodable(input)
            ? new IOException($"The name {Quoted(input)} is not valid UTF-8, so the file cannot be opened. Rename it.")
            : Directory.Exists(input) ? new IOException($"{Quoted(input)} is a folder. Give the path of an image file.")
            : new FileNotFoundException($"The image {Quoted(input)} does not exist. Give the path of an image file.");
    }

    /// <summary>Checks that the output has a known format.</summary>
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

    /// <summary>Rejects a pipe, a device or a socket, which would be replaced by a file.</summary>
    public static void CheckKind(string output)
    {
        if (FileStatus.Of(output) is { IsSpecial: true })
            throw new IOException($"{Quoted(output)} is a pipe or a device, which the image would replace. Give a file name, or use -o - " +
                "for standard output.");
    }

    /// <summary>Rejects a path that cannot be written.</summary>
    public static void CheckPlace(string output, bool overwrite, string to, string? ifExists = null)
    {
        if (IsUndecodable(output))
            throw new IOException($"The name {Quoted(output)} is not valid UTF-8. Choose another name.");
        string folder = Path.GetDirectoryName(Path.GetFullPath(output))!;
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException(
                $"{Quoted(output)} cannot be written: the folder {Quoted(folder)} does not exist. Create it first.");
        }

        if (Directory.Exists(output))
            throw new IOException($"{Quoted(output)} is a folder. Give a file name for the {to} image.");
        if (File.Exists(output) && !overwrite)
        {
            throw new IOException(
                $"{Quoted(output)} already exists. {ifExists ?? "Choose another name with -o, or replace it with --overwrite."}");
        }
    }

    /// <summary>The error for an output that is also the input.</summary>
    public static WrongUseException IsInputItself(string output, string from, string to) =>
        new($"{Quoted(output)} is the {from} image itself. Choose another name for the {to} one.");

    /// <summary>
    /// Whether a name contains bytes that are not valid UTF-8: .NET replaces them with U+FFFD and cannot find the file.
    /// </summary>
    public static bool IsUndecodable(string path) => path.Contains(Undecodable) && !Path.Exists(path);

    /// <summary>A name as shown in messages.</summary>
    public static string Quoted(string path) => $"'{Printable.Escape(path)}'";

    /// <summary>The target of a path after following all links, as far as it exists.</summary>
    /// <exception cref="IOException">The links form a cycle.</exception>
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

            string next = Path.Combine(real, part);
            FileSystemInfo entry = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            if (entry.LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MaxLinks)
                throw new IOException($"{Quoted(path)} cannot be resolved: its symbolic links form a cycle. Choose another path.");
            if (Path.IsPathRooted(target))
                real = Path.GetPathRoot(target)!;
            Push(Path.IsPathRooted(target) ? target[real.Length..] : target);
        }

        return real;

        void Push(string parts)
        {
            foreach (string part in parts.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar],
                StringSplitOptions.RemoveEmptyEntries).Reverse())
                ahead.Push(part);
        }
    }
}
