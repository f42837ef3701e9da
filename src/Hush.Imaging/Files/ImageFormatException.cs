namespace Hush.Imaging.Files;

/// <summary>An image file is damaged or of an unsupported format, or a format cannot hold an image.</summary>
/// <param name="file">The file's name as given by the caller.</param>
/// <param name="expected">What the format or the caller requires.</param>
/// <param name="got">What was found instead.</param>
/// <param name="advice">What to do, in one or two sentences.</param>
/// <param name="inner">The underlying error, if any.</param>
public sealed class ImageFormatException(string file, string expected, string got, string advice, Exception? inner = null)
    : Exception($"'{file}': expected {expected}, got {got}. {advice}", inner)
{
    /// <summary>The file's name as given by the caller.</summary>
    public string File { get; } = file;

    /// <summary>What the format or the caller requires.</summary>
    public string Expected { get; } = expected;

    /// <summary>What was found instead.</summary>
    public string Got { get; } = got;

    /// <summary>
    /// The number of pages or frames if the file was rejected because it has several and <see cref="ImageReadOptions.Page"/> is not
    /// set; 1 for an animated PNG, of which only the first image can be read.
    /// </summary>
    public int? Pages { get; init; }

    /// <summary>
    /// True if the file was rejected because it exceeds a limit of <see cref="ImageReadOptions"/>, which the caller can raise.
    /// </summary>
    public bool IsLimit { get; init; }

    /// <summary>What to do, in one or two sentences.</summary>
    public string Advice { get; } = advice;
}
