using System.Runtime.CompilerServices;
using Hush.Imaging.Files.Vips;
using Xunit;

namespace Hush.Imaging.Tests.Files;

/// <summary>A test of HEIC or JPEG XL, which require a system libvips with support for them; skipped with a reason otherwise.</summary>
public sealed class SystemVipsFactAttribute : FactAttribute
{
    public SystemVipsFactAttribute(string operation, [CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = SystemVips.Missing(operation);
}

/// <summary>A theory with the same requirement.</summary>
public sealed class SystemVipsTheoryAttribute : TheoryAttribute
{
    public SystemVipsTheoryAttribute(string operation, [CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = SystemVips.Missing(operation);
}

internal static class SystemVips
{
    /// <summary>Why the system's libvips cannot run an operation; null if it can.</summary>
    public static string? Missing(string operation)
    {
        if (VipsLibrary.Find(isBundled: false).Library is not { } library)
            return $"No libvips is installed. {VipsInstall.Advice()}";
        using VipsOperation? found = VipsOperation.Find(library, operation);
        return found is { IsBlocked: false } ? null : $"The installed libvips {library.Version} has no {operation}.";
    }
}
