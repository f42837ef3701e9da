using Hush.Imaging.Files.Vips;
using Xunit;

namespace Hush.Imaging.Tests.Files;

/// <summary>
/// A test of HEIC or JPEG XL, which need a libvips on the system that has them; without it the test is skipped and says so.
/// </summary>
public sealed class SystemVipsFactAttribute : FactAttribute
{
    public SystemVipsFactAttribute(string operation) => Skip = SystemVips.Missing(operation);
}

/// <summary>A theory of them.</summary>
public sealed class SystemVipsTheoryAttribute : TheoryAttribute
{
    public SystemVipsTheoryAttribute(string operation) => Skip = SystemVips.Missing(operation);
}

internal static class SystemVips
{
    /// <summary>Why an operation cannot be run by the system's libvips; null if it can.</summary>
    public static string? Missing(string operation)
    {
        if (VipsLibrary.Find(isBundled: false).Library is not { } library)
            return $"No libvips is installed. {VipsInstall.Advice()}";
        using VipsOperation? found = VipsOperation.Find(library, operation);
        return found is { IsBlocked: false } ? null : $"The installed libvips {library.Version} has no {operation}.";
    }
}
