using System.Reflection;
using Hush.Imaging.Content;

namespace Hush.Models;

/// <summary>The built-in models, embedded in the library.</summary>
internal static class ShippedModels
{
    private const string Prefix = "models/", Suffix = ".safetensors";

    /// <summary>The names of the built-in models.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal) && n.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(n => n[Prefix.Length..^Suffix.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>
    /// The name of the model for an image: photo-gray for a gray image, even if stored as three equal channels, else photo-color. A
    /// color model expects independent noise in each channel.
    /// </summary>
    public static string For(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return image.Channels == 1 || ImageContent.IsGrayInColor(image) ? "photo-gray" : "photo-color";
    }

    /// <summary>The name of the model for camera photographs and all other noise that is not white.</summary>
    internal static string Camera => "photo-camera";

    internal static string Listed => Names.Count > 0 ? string.Join(", ", Names) : "none yet";

    internal static Stream? Open(string name) =>
        Names.Contains(name) ? Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + name + Suffix) : null;
}
