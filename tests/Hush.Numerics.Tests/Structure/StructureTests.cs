using System.Text.RegularExpressions;
using Hush.Testing;

namespace Hush.Numerics.Tests.Structure;

public sealed partial class StructureTests
{
    [Fact]
    public void The_sources_are_found() =>
        Assert.Contains(SourceFiles.All(), f => f.Path == "src/Hush.Numerics/Kernels/Lanes/ILane.cs");

    [Fact]
    public void Intrinsics_appear_only_in_kernels() =>
        Assert.Empty(Offenders(f =>
            !f.Path.Contains("/Kernels/") && (f.Text.Contains("System.Runtime.Intrinsics") || VectorType().IsMatch(f.Text))));

    [Fact]
    public void The_vector_width_is_chosen_in_one_place() =>
        Assert.Equal(["src/Hush.Numerics/Kernels/VectorWidth.cs"], Offenders(f => f.Text.Contains(".IsHardwareAccelerated")));

    [Fact]
    public void Only_the_command_line_touches_the_console() =>
        Assert.Empty(Offenders(f => !f.Path.StartsWith("src/Hush.Cli/", StringComparison.Ordinal) && ConsoleUse().IsMatch(f.Text)));

    [Fact]
    public void Only_the_web_server_and_its_command_know_about_the_web() =>
        Assert.Empty(Offenders(f => !f.Path.StartsWith("src/Hush.Web/", StringComparison.Ordinal)
            && f.Path != "src/Hush.Cli/Commands/ServeCommand.cs" && f.Text.Contains("AspNetCore")));

    [Fact]
    public void Only_its_package_and_one_class_of_the_command_line_know_about_ONNX_Runtime() =>
        Assert.Empty(Offenders(f => !f.Path.StartsWith("src/Hush.OnnxRuntime/", StringComparison.Ordinal)
            && f.Path != "src/Hush.Cli/Commands/Denoise/Devices.cs"
            && (f.Text.Contains("Microsoft.ML") || f.Text.Contains("UseOnnxRuntime"))));

    [Fact]
    public void Only_the_command_line_names_its_flags() =>
        Assert.Empty(Offenders(f => !f.Path.StartsWith("src/Hush.Cli/", StringComparison.Ordinal) && Flag().IsMatch(f.Text)));

    [Theory]
    [InlineData("Hush.Numerics", "")]
    [InlineData("Hush.Learning", "Hush.Numerics")]
    [InlineData("Hush.Imaging", "Hush.Numerics")]
    [InlineData("Hush", "Hush.Learning Hush.Imaging Hush.Numerics")]
    [InlineData("Hush.OnnxRuntime", "Hush Hush.Learning Hush.Numerics")]
    [InlineData("Hush.Web", "Hush Hush.Learning Hush.Imaging Hush.Numerics")]
    [InlineData("Hush.Cli", "Hush Hush.Learning Hush.Imaging Hush.Numerics Hush.OnnxRuntime Hush.Web")]
    public void A_project_references_only_the_projects_below_it(string name, string below)
    {
        string project = SourceTree.File("src", name, name + ".csproj");
        IEnumerable<string> references = ProjectReference().Matches(File.ReadAllText(project)).Select(m => m.Groups["name"].Value);
        Assert.Equal(below.Split(' ', StringSplitOptions.RemoveEmptyEntries), references);
    }

    [Theory]
    [InlineData("Hush.Numerics", "System.Numerics.Tensors")]
    [InlineData("Hush.Learning", "System.Numerics.Tensors Google.Protobuf Grpc.Tools")]
    [InlineData("Hush.Imaging", "System.Numerics.Tensors System.IO.Hashing NetVips.Native")]
    [InlineData("Hush.OnnxRuntime", "Microsoft.ML.OnnxRuntime.Managed")]
    [InlineData("Hush.Web", "Microsoft.AspNetCore.OpenApi prometheus-net")]
    public void Projects_depend_on_few_packages(string name, string allowed)
    {
        string project = SourceTree.File("src", name, name + ".csproj");
        IEnumerable<string> packages = PackageReference().Matches(File.ReadAllText(project)).Select(m => m.Groups["name"].Value);
        Assert.Empty(packages.Except(allowed.Split(' ')));
    }

    private static List<string> Offenders(Func<(string Path, string Text), bool> offends) =>
        [.. SourceFiles.All().Where(offends).Select(f => f.Path)];

    [GeneratedRegex(@"(?<![\w.])Console\.", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ConsoleUse();

    [GeneratedRegex(
        @"--(out|data|data-root|set|resume|overwrite|epochs|batch|rate|seed|limit|from|sigma|noise|memory|threads|page|model|device)\b(?!:)",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Flag();

    [GeneratedRegex(@"\bVector(64|128|256|512)?(<|\.)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VectorType();

    [GeneratedRegex(
        @"ProjectReference Include=""[^""]*?(?<name>[\w.]+)\.csproj""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ProjectReference();

    [GeneratedRegex(@"PackageReference Include=""(?<name>[\w.-]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PackageReference();
}
