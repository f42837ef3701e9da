namespace Hush.Recipes.Layers;

/// <summary>The kinds of layers in custom networks, and the fields that each kind takes.</summary>
internal static class LayerKinds
{
    public const string
        Conv = "conv", ConvTranspose = "conv-transpose", BatchNorm = "batch-norm", Relu = "relu", Sigmoid = "sigmoid",
        MaxPool = "max-pool", Upsample = "upsample", PixelShuffle = "pixel-shuffle", PixelUnshuffle = "pixel-unshuffle",
        Concat = "concat", Add = "add", Subtract = "subtract", NoiseLevel = "noise-level";

    private static readonly string[] s_common = ["kind", "name", "input"];

    private static readonly Dictionary<string, Fields> s_kinds = new(StringComparer.Ordinal)
    {
        [Conv] = new(["channels"], ["kernel", "bias", "init_scale"]),
        [ConvTranspose] = new(["channels"], ["bias", "init_scale"]),
        [BatchNorm] = new([], []),
        [Relu] = new([], []),
        [Sigmoid] = new([], []),
        [MaxPool] = new([], []),
        [Upsample] = new([], []),
        [PixelShuffle] = new([], []),
        [PixelUnshuffle] = new([], []),
        [Concat] = new(["with"], []),
        [Add] = new(["with"], []),
        [Subtract] = new(["with"], []),
        [NoiseLevel] = new([], []),
    };

    /// <summary>All kinds.</summary>
    public static IReadOnlyCollection<string> Names => s_kinds.Keys;

    /// <summary>The fields that a kind requires, besides its kind.</summary>
    public static IReadOnlyList<string> Required(string kind) => s_kinds[kind].Required;

    /// <summary>All fields that a kind takes.</summary>
    public static IReadOnlyList<string> Allowed(string kind) => [.. s_common, .. s_kinds[kind].Required, .. s_kinds[kind].Optional];

    private sealed record Fields(string[] Required, string[] Optional);
}
