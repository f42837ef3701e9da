using System.Reflection;
using Hush.Training;
using Xunit;

namespace Hush.Cli.Tests;

public class PublicSurfaceTests
{
    private const int MaxTypes = 50;

    private static readonly Assembly[] s_assemblies =
    [
        typeof(Tensor).Assembly, typeof(TrainingProgress).Assembly, typeof(Image).Assembly, typeof(Denoiser).Assembly, typeof(App).Assembly,
        typeof(Hush.Web.ServeOptions).Assembly, typeof(OnnxRuntimeEngine).Assembly,
    ];

    private static readonly Type[] s_types = [.. s_assemblies.Distinct().SelectMany(a => a.GetExportedTypes())];

    [Fact]
    public void All_assemblies_together_have_few_public_types()
    {
        Assert.Equal(7, s_assemblies.Distinct().Count());
        Assert.True(s_types.Length <= MaxTypes, $"{s_types.Length} public types: {string.Join(", ", s_types.Select(t => t.Name))}");
    }

    [Fact]
    public void There_are_two_namespaces_for_users() =>
        Assert.Equal(["Hush", "Hush.Training"], s_types.Select(t => t.Namespace).Distinct().Order());

    [Fact]
    public void All_exceptions_have_one_base_class() => Assert.All(
        s_types.Where(t => t.IsAssignableTo(typeof(Exception))),
        type => Assert.True(type.IsAssignableTo(typeof(HushException)), type.Name));
}
