using System.Runtime.InteropServices;
using Hush.Reports;

namespace Hush.Training;

/// <summary>Describes the machine.</summary>
internal static class Machine
{
    private const string CpuInfo = "/proc/cpuinfo";

    public static MachineInfo Describe(int threads) => new(
        Processor(), Environment.ProcessorCount, threads, Numerics.VectorWidth.Bits, RuntimeInformation.OSDescription,
            RuntimeInformation.FrameworkDescription);

    private static string Processor()
    {
        string? line = File.Exists(CpuInfo)
            ? File.ReadLines(CpuInfo).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
