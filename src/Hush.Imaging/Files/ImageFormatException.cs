namespace Hush.Imaging.Files;

/// <summary>An image file is damaged, of a kind that is not known, or cannot hold what it is given.</summary>
/// <param name="file">The file's name as the caller gave it.</param>
/// <param name="expected">What the format or the caller asks for.</param>
/// <param name="got">What was found instead.</param>
/// <param name="advice">What to do now, a sentence or two.</param>
/// <param name="inner">The error underneath, if there is one.</param>
public sealed class ImageFormatException(string file, string expected, string got, string advice, Exception? inner = null)
    : Exception($"'{file}': expected {expected}, got {got}. {advice}", inner)
{
    /// <summary>The file's name as the caller gave it.</summary>
    public string File { get; } = file;

    /// <summary>What the format or the caller asks for.</summary>
    public string Expected { get; } = expected;

    /// <summary>What was found instead.</summary>
    public string Got { get; } = got;

    /// <summary>
    /// The number of pages or frames, where the file was refused because it has several and none was asked for; 1 for an animated PNG, of
    /// which only the first image can be read.
    /// </summary>
    public int? Pages { get; init; }

    /// <summary>
    /// True if the file was refused because it exceeds a limit of <see cref="ImageReadOptions"/>, which the caller can raise.
    /// </summary>
    public bool IsLimit { get; init; }

    /// <summary>What to do now.</summary>
    public string Advice { get; } = advice;
}
