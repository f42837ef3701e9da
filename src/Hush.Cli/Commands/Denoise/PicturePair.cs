using Hush.Imaging.Files;

namespace Hush.Cli.Commands.Denoise;

/// <summary>A noisy picture and where the clean one goes.</summary>
/// <param name="Input">The noisy picture's file, or - for standard input.</param>
/// <param name="Output">The clean one's, or - for standard output.</param>
internal sealed record PicturePair(string Input, string Output)
{
    /// <summary>The name of standard input and standard output.</summary>
    public const string Standard = "-";

    /// <summary>Whether the clean picture takes standard output.</summary>
    public bool ToStandardOutput => Output == Standard;

    /// <summary>Refuses, before any work, what cannot end well.</summary>
    public void Check(bool overwrite, bool isInBatch = false)
    {
        if (Input != Standard && !ToStandardOutput)
        {
            OutputPicture.Check(Input, Output, overwrite, "noisy", "clean", isInBatch);
        }
        else if (Input != Standard)
        {
            OutputPicture.CheckInput(Input);
        }
        else if (!ToStandardOutput)
        {
            OutputPicture.CheckKind(Output);
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
}
