using System.Reflection;

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

    internal static string Listed => Names.Count > 0 ? string.Join(", ", Names) : "none does yet";

    internal static Stream? Open(string name) =>
        Names.Contains(name) ? Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + name + Suffix) : null;
}
