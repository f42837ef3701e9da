namespace Hush.Learning.Plans.Steps;

/// <summary>The error of layers that compute no gradients.</summary>
internal static class InferenceOnly
{
    /// <summary>Reports a gradient that was requested from such a layer.</summary>
    public static InvalidOperationException Exception(string layer) =>
        new($"Layer '{layer}' is for inference only and has no gradient. Train a network without it.");
}
