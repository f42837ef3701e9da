using System.Runtime.CompilerServices;
using Xunit;

namespace Hush.Web.Tests.Browser;

/// <summary>A test in a browser. Skipped where no Chromium is installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line)
    {
        if (Chromium.Executable is null)
            Skip = Chromium.Missing;
    }
}

/// <summary>The same for several cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChromiumTheoryAttribute : TheoryAttribute
{
    public ChromiumTheoryAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line)
    {
        if (Chromium.Executable is null)
            Skip = Chromium.Missing;
    }
}
