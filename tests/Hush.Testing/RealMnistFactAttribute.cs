using System.Runtime.CompilerServices;
using Xunit;

namespace Hush.Testing;

/// <summary>A test that requires mnist/ in one of the folders of HUSH_DATA; skipped with a reason otherwise.</summary>
public sealed class RealMnistFactAttribute : FactAttribute
{
    public RealMnistFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line)
    {
        string[] roots = (Environment.GetEnvironmentVariable("HUSH_DATA") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        static bool HasMnist(string root) =>
            Directory.Exists(Path.Combine(root, "mnist")) && Directory.EnumerateFiles(Path.Combine(root, "mnist"), "train-images*").Any();
        if (!roots.All(Directory.Exists) || !roots.Any(HasMnist))
            Skip = "needs the real MNIST: set HUSH_DATA to a folder that holds mnist/, by its whole path";
    }
}
