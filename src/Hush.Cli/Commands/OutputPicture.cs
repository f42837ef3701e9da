using Hush.Imaging.Files;

namespace Hush.Cli.Commands;

/// <summary>The checks on a picture that a command writes beside the one that it reads.</summary>
internal static class OutputPicture
{
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
    /// <exception cref="WrongUseException">The output is the input, or of an unknown format.</exception>
    /// <exception cref="IOException">A file is missing, or the output is there.</exception>
    public static void Check(string input, string output, bool overwrite, string from, string to)
    {
        CheckFormat(output);
        CheckInput(input);
        if (IsSame(input, output))
            throw new WrongUseException($"'{output}' is the {from} picture itself. Choose another name for the {to} one.");
        CheckPlace(output, overwrite, to);
    }

    /// <summary>Refuses a picture that is not there.</summary>
    public static void CheckInput(string input)
    {
        if (!File.Exists(input))
            throw new FileNotFoundException($"There is no picture '{input}'. Give the path of an image file.");
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
            throw new WrongUseException(e.Message);
        }
    }

    /// <summary>Refuses a place where the output cannot go.</summary>
    public static void CheckPlace(string output, bool overwrite, string to)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(output))!;
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException(
                $"'{output}' cannot be written: the folder '{folder}' does not exist. Create it first.");
        }

        if (Directory.Exists(output))
            throw new IOException($"'{output}' is a folder. Give the {to} picture a name of its own.");
        if (File.Exists(output) && !overwrite)
            throw new IOException($"'{output}' is there already. Choose another name, or replace it with --overwrite.");
    }

    /// <summary>Where a path leads when every link on the way is followed, as far as there is something.</summary>
    public static string Real(string path)
    {
        string full = Path.GetFullPath(path), real = Path.GetPathRoot(full)!;
        foreach (string part in full[real.Length..].Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            FileSystemInfo place = Directory.Exists(real) ? new DirectoryInfo(real) : new FileInfo(real);
            if (place.LinkTarget != null && place.ResolveLinkTarget(returnFinalTarget: true) is { } target)
                real = Real(target.FullName);
        }

        return real;
    }

    private static bool IsSame(string a, string b) => Names.Equals(Real(a), Real(b));
}
