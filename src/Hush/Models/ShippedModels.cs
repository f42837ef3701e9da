using System.Reflection;
using Hush.Imaging.Content;
using Hush.Imaging.Files;

namespace Hush.Models;

/// <summary>The models that come with Hush, embedded in the library.</summary>
public static class ShippedModels
{
    private const string Prefix = "models/", Suffix = ".safetensors";

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal) && n.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(n => n[Prefix.Length..^Suffix.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>
    /// The name of the model for a picture: photo-gray for a gray one, also where its file holds it as three equal channels, else
    /// photo-color. A color model expects noise of its own in each channel.
    /// </summary>
    public static string For(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return image.Channels == 1 || ImageContent.IsGrayInColor(image) ? "photo-gray" : "photo-color";
    }

    /// <summary>The name of the model for photographs from cameras, and for all other noise that is not white.</summary>
    internal static string Camera => "photo-camera";

    internal static string Listed => Names.Count > 0 ? string.Join(", ", Names) : "none does yet";

    internal static Stream? Open(string name) =>
        Names.Contains(name) ? Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + name + Suffix) : null;
}
