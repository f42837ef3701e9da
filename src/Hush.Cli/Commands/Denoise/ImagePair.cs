using System.Security.Cryptography;
using Hush.Cli.Commands.Denoise.Shards;
using Hush.Imaging.Files;
using Hush.Numerics.IO;

namespace Hush.Cli.Commands.Denoise;

/// <summary>A noisy image and its output file.</summary>
/// <param name="Input">Path of the noisy image, or - for standard input.</param>
/// <param name="Output">Path of the denoised image, or - for standard output.</param>
internal sealed record ImagePair(string Input, string Output)
{
    /// <summary>Stands for standard input and standard output.</summary>
    public const string Standard = "-";

    public bool ToStandardOutput => Output == Standard;

    /// <summary>Rejects invalid files before any work is done.</summary>
    public void EnsureUsable(bool overwrite, string? ifExists = null)
    {
        if (Input != Standard && !ToStandardOutput)
        {
            ImageFiles.EnsureUsable(Input, Output, overwrite, "noisy", "clean", ifExists);
        }
        else if (Input != Standard)
        {
            ImageFiles.CheckInput(Input);
        }
        else if (!ToStandardOutput)
        {
            ImageFiles.CheckKind(Output);
            ImageFiles.CheckFormat(Output);
            ImageFiles.CheckPlace(Output, overwrite, "clean");
        }
    }

    /// <summary>Reads the noisy image.</summary>
    /// <param name="memory">Memory limit in bytes, or null.</param>
    /// <param name="page">Page of a file with several pages, or null.</param>
    public Image Read(long? memory, int? page)
    {
        var limits = new ImageReadOptions { Page = page };
        if (memory is { } max)
            limits = limits with { MaxMemory = max, MaxPixels = max };        // a pixel takes at least four bytes
        if (Input != Standard)
            return Image.Read(Input, limits);
        using Stream input = Console.OpenStandardInput();
        return Image.Read(input, "standard input", limits);
    }

    /// <summary>The output format: by the extension, or PNG (PFM for floats) on standard output.</summary>
    public ImageFormat FormatOf(Image image) =>
        !ToStandardOutput ? ImageFormats.FromPath(Output) : image.IsFloat ? ImageFormat.Pfm : ImageFormat.Png;

    /// <param name="clean">The image.</param>
    /// <param name="options">Compression settings.</param>
    /// <param name="written">Called when the content is complete, before the file gets its name; null for nothing.</param>
    public void Write(Image clean, ImageWriteOptions options, Action<OutputContent>? written = null)
    {
        if (!ToStandardOutput && written != null)
        {
            AtomicFile.Write(Output, file => written(Encode(clean, file, options)));
            return;
        }

        if (!ToStandardOutput)
        {
            clean.Write(Output, options);
            return;
        }

        using Stream output = Console.OpenStandardOutput();
        clean.Write(output, FormatOf(clean), options);
    }

    private OutputContent Encode(Image clean, Stream file, ImageWriteOptions options)
    {
        using var hash = SHA256.Create();
        using (var hashed = new CryptoStream(file, hash, CryptoStreamMode.Write, leaveOpen: true))
            clean.Write(hashed, FormatOf(clean), options);
        return new OutputContent(file.Length, Convert.ToHexStringLower(hash.Hash!));
    }
}
