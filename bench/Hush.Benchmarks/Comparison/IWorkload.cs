using Hush.Benchmarks.Comparison.Reports;

namespace Hush.Benchmarks.Comparison;

/// <summary>Work that Hush and others do side by side.</summary>
internal interface IWorkload
{
    /// <summary>What the command line calls it.</summary>
    string Name { get; }

    /// <summary>Measures it.</summary>
    /// <param name="rounds">Rounds in turn.</param>
    /// <param name="say">Is told how it goes.</param>
    /// <exception cref="InvalidOperationException">The programs do not compute the same.</exception>
    Report Run(int rounds, Action<string> say);
}
