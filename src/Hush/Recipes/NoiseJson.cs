using System.Text.Json;

namespace Hush.Recipes;

/// <summary>A recipe's noise is a JSON object of its own, which the noise reads; here is all that recipes know about it.</summary>
internal static class NoiseJson
{
    /// <summary>Half of the scale's width, clipped: the protocol that denoising autoencoders on MNIST are shown with.</summary>
    public static JsonElement Default { get; } = JsonElement.Parse("""{"kind":"gaussian","sigma":127.5,"clip":true}""");

    public static string? Rule(JsonElement noise)
    {
        bool hasKind = noise.ValueKind == JsonValueKind.Object
            && noise.TryGetProperty("kind", out JsonElement kind) && kind.ValueKind == JsonValueKind.String;
        string got = noise.ValueKind == JsonValueKind.Undefined ? "nothing" : noise.GetRawText();
        return Recipes.Rule.That(hasKind, "noise", """an object with a kind, like {"kind": "gaussian", "sigma": 25}""", got);
    }
}
