namespace Hush.Imaging.Files;

/// <summary>The words in the tag Software that say that Hush denoised an image.</summary>
internal static class SoftwareTag
{
    private const string Words = "denoised with Hush";

    private static readonly string Version = typeof(SoftwareTag).Assembly.GetName().Version!.ToString(3);

    /// <summary>True if Hush was here.</summary>
    public static bool IsIn(string? software) => software?.Contains(Words, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>"denoised with Hush 1.2.3; " and what was there; a second time changes nothing.</summary>
    public static string AddTo(string? software)
    {
        if (IsIn(software))
            return software!;
        return string.IsNullOrWhiteSpace(software) ? $"{Words} {Version}" : $"{Words} {Version}; {software}";
    }
}
