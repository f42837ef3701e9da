using Hush.Imaging.Files.Vips;
using Xunit;

namespace Hush.Imaging.Tests.Files;

/// <summary>A test that needs libvips; where it is missing the test is skipped and says so.</summary>
public sealed class VipsFactAttribute : FactAttribute
{
    public VipsFactAttribute() => Skip = VipsNeeded.Reason;
}

/// <summary>A theory that needs libvips.</summary>
public sealed class VipsTheoryAttribute : TheoryAttribute
{
    public VipsTheoryAttribute() => Skip = VipsNeeded.Reason;
}

internal static class VipsNeeded
{
    public static string? Reason { get; } = VipsLibrary.Problem is { } problem ? $"{problem} here. {VipsInstall.Advice()}" : null;
}
