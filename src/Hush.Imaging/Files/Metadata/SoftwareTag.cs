namespace Hush.Imaging.Files;

/// <summary>The text in the Software tag that marks an image as denoised by Hush.</summary>
internal static class SoftwareTag
{
    private const string Words = "denoised with Hush";

    private static readonly string Version = typeof(SoftwareTag).Assembly.GetName().Version!.ToString(3);

    public static bool IsIn(string? software) => software?.Contains(Words, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Prepends "denoised with Hush 1.2.3; " unless the mark is already there.</summary>
    public static string AddTo(string? software)
    {
        if (IsIn(software))
            return software!;
        return string.IsNullOrWhiteSpace(software) ? $"{Words} {Version}" : $"{Words} {Version}; {software}";
    }
}
