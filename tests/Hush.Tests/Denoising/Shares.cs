namespace Hush.Tests.Denoising;

/// <summary>Keeps what progress reports, in the order of the calls.</summary>
internal sealed class Shares(Action<double>? also = null) : IProgress<double>
{
    public List<double> All { get; } = [];

    public void Report(double value)
    {
        All.Add(value);
        also?.Invoke(value);
    }
}
