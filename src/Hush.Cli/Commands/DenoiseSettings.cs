using System.Text.Json.Serialization;
using Hush.Denoising;
using Hush.Imaging.Files;

namespace Hush.Cli.Commands;

/// <summary>What <c>hush denoise</c> was asked for.</summary>
internal sealed record DenoiseSettings
{
    /// <summary>The noisy picture.</summary>
    public required string Input { get; init; }

    /// <summary>The clean one.</summary>
    public required string Output { get; init; }

    /// <summary>A run folder, a file or a name.</summary>
    public required string Model { get; init; }

    /// <summary>Noise level and strength.</summary>
    public required DenoiseOptions Options { get; init; }

    /// <summary>How the clean picture is compressed.</summary>
    public ImageWriteOptions WriteOptions { get; init; } = new();

    /// <summary>Whether a file in the output's place is replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Threads; null takes all processors.</summary>
    public int? Threads { get; init; }

    /// <summary>Refuses, before any work, what cannot end well.</summary>
    /// <exception cref="WrongUseException">The output is the input, or of an unknown format.</exception>
    /// <exception cref="IOException">A file is missing, or the output is there.</exception>
    public void Check()
    {
        try
        {
            ImageFormats.FromPath(Output);
        }
        catch (ImageFormatException e)
        {
            throw new WrongUseException(e.Message);
        }

        if (!File.Exists(Input))
            throw new FileNotFoundException($"There is no picture '{Input}'. Give the path of an image file.");
        if (IsSame(Input, Output))
            throw new WrongUseException($"'{Output}' is the noisy picture itself. Choose another name for the clean one.");
        string folder = Path.GetDirectoryName(Path.GetFullPath(Output))!;
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException(
                $"'{Output}' cannot be written: the folder '{folder}' does not exist. Create it first.");
        }

        if (Directory.Exists(Output))
            throw new IOException($"'{Output}' is a folder. Give the clean picture a name of its own.");
        if (File.Exists(Output) && !Overwrite)
            throw new IOException($"'{Output}' is there already. Choose another name, or replace it with --overwrite.");
    }

    /// <summary>Refuses an output format that cannot hold the picture, or cannot be written here.</summary>
    /// <exception cref="ImageFormatException">It is too poor for it, or libvips is missing.</exception>
    public void CheckAgainst(Image image) => image.CheckWrite(Output);

    private static bool IsSame(string a, string b) => string.Equals(
        Final(a), Final(b), OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);

    private static string Final(string path)
    {
        var file = new FileInfo(path);
        return file.Exists && file.ResolveLinkTarget(returnFinalTarget: true) is { } target ? target.FullName : file.FullName;
    }
}

/// <summary>What <c>hush denoise --json</c> says.</summary>
internal sealed record DenoiseReport(string Input, string Output, string Model, int Width, int Height, int Channels, int BitDepth)
{
    /// <summary>Reading, cleaning and writing.</summary>
    public double Seconds { get; init; }

    /// <summary>A sigma was given to a model that is not told it.</summary>
    [JsonIgnore]
    public bool IgnoresSigma { get; init; }

    /// <summary>Notes and warnings about the files.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>The same for people.</summary>
    public string Describe() =>
        $"{Output}: {Width}x{Height}, {(Channels == 1 ? "gray" : "colour")}, {BitDepth} bits, in {Seconds:0.00} s";
}
