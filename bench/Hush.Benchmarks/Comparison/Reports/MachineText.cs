using System.Runtime.InteropServices;
using Hush.Numerics;

namespace Hush.Benchmarks.Comparison.Reports;

/// <summary>Where and when a page was made.</summary>
internal static class MachineText
{
    public static string MadeBy(string workloads) =>
        $"Made by `bench/compare {workloads}`".TrimEnd(' ', '`') + $"` on {Environment.ProcessorCount} cores " +
        $"({RuntimeInformation.ProcessArchitecture}, {VectorWidth.Bits}-bit vectors), {RuntimeInformation.FrameworkDescription}; {DateTime.UtcNow:yyyy-MM-dd}.";
}
