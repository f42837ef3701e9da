namespace Hush;

/// <summary>An image file is damaged or of an unsupported format, or a format cannot hold an image.</summary>
public sealed class ImageFormatException : HushException
{
    /// <param name="file">The file's name as given by the caller.</param>
    /// <param name="expected">What the format or the caller requires.</param>
    /// <param name="got">What was found instead.</param>
    /// <param name="advice">What to do, in one or two sentences.</param>
    /// <param name="inner">The underlying error, if any.</param>
    internal ImageFormatException(string file, string expected, string got, string advice, Exception? inner = null)
        : base($"'{file}': expected {expected}, got {got}. {advice}", inner) =>
        (File, Expected, Got, Advice) = (file, expected, got, advice);

    /// <summary>The file's name as given by the caller.</summary>
    public string File { get; }

    /// <summary>What the format or the caller requires.</summary>
    public string Expected { get; }

    /// <summary>What was found instead.</summary>
    public string Got { get; }

    /// <summary>
    /// The number of pages or frames if the file was rejected because it has several and <see cref="ImageReadOptions.Page"/> is not
    /// set; 1 for an animated PNG, of which only the first image can be read.
    /// </summary>
    public int? Pages { get; internal init; }

    /// <summary>
    /// True if the file was rejected because it exceeds a limit of <see cref="ImageReadOptions"/>, which the caller can raise.
    /// </summary>
    public bool IsLimit { get; internal init; }

    /// <summary>
    /// True if the library that reads or writes the format is missing on this machine, or lacks the format: another machine may have it.
    /// </summary>
    public bool IsLibraryMissing { get; internal init; }

    /// <summary>What to do, in one or two sentences.</summary>
    public string Advice { get; }
}
