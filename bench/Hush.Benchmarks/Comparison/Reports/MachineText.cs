using System.Runtime.InteropServices;
using Hush.Numerics;

namespace Hush.Benchmarks.Comparison.Reports;

/// <summary>Where and when a page was made.</summary>
internal static class MachineText
{
    /// <param name="command">The command that made the page.</param>
    public static string MadeBy(string command) =>
        $"Made by `{command}` on {Environment.ProcessorCount} cores ({RuntimeInformation.ProcessArchitecture}, {VectorWidth.Bits}-bit " +
        "vectors), " +
        $"{RuntimeInformation.FrameworkDescription}; {DateTime.UtcNow:yyyy-MM-dd}.";
}
