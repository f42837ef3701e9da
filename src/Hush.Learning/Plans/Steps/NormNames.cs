namespace Hush.Learning.Plans.Steps;

/// <summary>The parameter names of a batch normalization, created once so that steps allocate nothing.</summary>
internal sealed class NormNames(string layer)
{
    public string Weight { get; } = $"{layer}.weight";

    public string Bias { get; } = $"{layer}.bias";

    public string RunningMean { get; } = $"{layer}.running_mean";

    public string RunningVariance { get; } = $"{layer}.running_var";
}
