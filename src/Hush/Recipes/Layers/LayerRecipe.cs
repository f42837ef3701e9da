namespace Hush.Recipes.Layers;

/// <summary>One layer of a custom network.</summary>
/// <param name="Kind">A name of <see cref="LayerKinds"/>.</param>
/// <param name="Name">The name in the model file; null to number the layer.</param>
/// <param name="Input">The layer that is read; null for the previous one.</param>
/// <param name="With">The layers that are joined to the input, for concat, add and subtract.</param>
/// <param name="Channels">Output channels of a convolution; null for those of the image.</param>
/// <param name="Kernel">Kernel size of a convolution.</param>
/// <param name="Bias">Whether a convolution has biases.</param>
/// <param name="InitScale">Factor on the standard deviation of a convolution's initial weights.</param>
internal sealed record LayerRecipe(
    string Kind, string? Name, string? Input, IReadOnlyList<string> With, int? Channels, int Kernel, bool Bias, float InitScale)
{
    /// <summary>The layer in messages, for example <c>layer 5 'up2'</c>.</summary>
    /// <param name="number">Its place in the list, from 1.</param>
    /// <param name="kind">Its kind, if known.</param>
    /// <param name="name">Its name, if it has one.</param>
    public static string Title(int number, string? kind, string? name) =>
        name is not null ? $"layer {number} '{name}'" : kind is not null ? $"layer {number} ({kind})" : $"layer {number}";
}
