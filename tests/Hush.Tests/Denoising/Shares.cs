namespace Hush.Tests.Denoising;

/// <summary>Records reported progress.</summary>
internal sealed class Shares(Action<double>? also = null) : IProgress<double>
{
    public List<double> All { get; } = [];

    public void Report(double value)
    {
        All.Add(value);
        also?.Invoke(value);
    }
}
