namespace Hush.Benchmarks.Comparison;

/// <summary>A program that trains a network, step by step. All peers begin with the same weights, batch and rate.</summary>
internal interface IPeer : IDisposable
{
    /// <summary>What tables call it.</summary>
    string Name { get; }

    /// <summary>Trains on and gives each step's loss.</summary>
    IReadOnlyList<double> Losses(int steps);

    /// <summary>Trains on and gives each step's wall time in seconds.</summary>
    IReadOnlyList<double> Time(int steps);
}
