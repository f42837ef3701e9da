using Hush.Imaging.Datasets;
using Xunit;

namespace Hush.Cli.Tests.EndToEnd;

/// <summary>Runs where HUSH_DATA names a folder that holds mnist/, and says so where it does not.</summary>
internal sealed class RealMnistFactAttribute : FactAttribute
{
    public RealMnistFactAttribute()
    {
        string? root = DatasetCatalogue.List(DatasetOptions.From(null)).First(l => l.Name == "mnist").Location;
        if (root is null || !DatasetOptions.From(null).Roots.Contains(root))
            Skip = "needs the real MNIST: set HUSH_DATA to a folder that holds mnist/";
    }
}
