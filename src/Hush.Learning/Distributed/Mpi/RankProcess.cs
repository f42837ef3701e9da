using System.Globalization;
using System.Reflection;

namespace Hush.Learning.Distributed.Mpi;

/// <summary>Where a rank runs.</summary>
/// <param name="Host">Name of the machine, for messages. Several machines can have the same name.</param>
/// <param name="Machine">Identifies the machine until it is restarted.</param>
/// <param name="Namespace">Identifies the processes that a process can see: those of its container.</param>
/// <param name="Id">Number of the process.</param>
/// <param name="Processors">The processors that it may use.</param>
/// <param name="Version">Version of Hush, with the commit that it was built from.</param>
internal sealed record RankProcess(string Host, string Machine, string Namespace, int Id, string Processors, string Version)
{
    /// <summary>This process.</summary>
    public static RankProcess Current() => new(
        Environment.MachineName,
        File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim(),
        new FileInfo("/proc/self/ns/pid").LinkTarget ?? "",
        Environment.ProcessId,
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("Cpus_allowed:", StringComparison.Ordinal)),
        typeof(RankProcess).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "");

    /// <summary>Reads the output of <see cref="ToText"/>.</summary>
    public static RankProcess Parse(string text)
    {
        string[] lines = text.Split('\n');
        return new RankProcess(lines[0], lines[1], lines[2], int.Parse(lines[3], CultureInfo.InvariantCulture), lines[4], lines[5]);
    }

    /// <summary>Writes one property per line.</summary>
    public string ToText() => string.Join('\n', Host, Machine, Namespace, Id.ToString(CultureInfo.InvariantCulture), Processors, Version);

    /// <summary>Whether this process and another one can look each other up by number.</summary>
    public bool SharesProcesses(RankProcess other) => Machine == other.Machine && Namespace == other.Namespace;
}
