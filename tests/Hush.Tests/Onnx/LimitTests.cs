using System.Diagnostics;
using Hush.Learning.Networks;
using Hush.Learning.Onnx;
using Hush.Learning.Onnx.Import;
using Hush.Learning.Onnx.Messages;
using Hush.Models;
using Hush.Testing;
using Xunit;
using static Hush.Tests.Onnx.OnnxGraph;

namespace Hush.Tests.Onnx;

/// <summary>Small files cannot take much memory or time, and external data cannot be outside the folder of the model.</summary>
public sealed class LimitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Names_of_a_model_cannot_add_lines_to_a_message()
    {
        string path = _folder.Write("model.onnx", Gray().Node("Evil\n\u001b[31mOK", "x", "y").ToBytes());
        var problem = Assert.Throws<CheckpointException>(() => Model.Open(path));
        Assert.True(problem.Message.Contains("Evil\\n\\u001b[31mOK", StringComparison.Ordinal), problem.Message);
        Assert.DoesNotContain('\n', problem.Message);
    }

    [Fact]
    public void Channels_are_limited()
    {
        OnnxGraph graph = Gray();
        for (int i = 0; i < 32; i++)
            graph.Node("Concat", i == 0 ? "x x" : $"c{i} c{i}", $"c{i + 1}", Integer("axis", 1));
        AssertRefused(graph.Node("Relu", "c32", "y"), "has 131,072 channels, but at most 65,536 are supported");
    }

    [Fact]
    public void An_empty_file_is_refused_before_it_is_opened()
    {
        string path = _folder.Write("empty.onnx", []);
        Assert.Contains("is empty or not a regular file", Assert.Throws<CheckpointException>(() => Model.Open(path)).Message);
    }

    [Theory, InlineData("Expand"), InlineData("Reshape"), InlineData("ConstantOfShape")]
    public void Values_have_at_most_16_dimensions(string operation)
    {
        OnnxGraph graph = Gray().Integers("count", 4_000_000).Floats("one", [1], 1)
            .Node("ConstantOfShape", "count", "shape", Tensor("value", new TensorProto { DataType = 7, Dims = { 1 }, Int64Data = { 1 } }))
            .Node(operation, operation == "ConstantOfShape" ? "shape" : "one shape", "deep").Node("Add", "x deep", "y");
        AssertRefused(graph, "has an output of 4,000,000 dimensions, but at most 16 are supported");
    }

    [Fact]
    public void Tensors_have_at_most_16_dimensions() => AssertRefused(
        Gray().Floats("deep", [.. Enumerable.Repeat(1L, 17)], 1).Node("Add", "x deep", "y"), "has 17 dimensions, but at most 16");

    [Fact]
    public void Computed_constants_have_a_common_limit()
    {
        OnnxGraph graph = Gray().Integers("from", 0).Integers("to", 1 << 22).Integers("by", 1).Integers("index", 0)
            .Node("Range", "from to by", "n0");
        for (int i = 0; i < 40; i++)
            graph.Node("Neg", $"n{i}", $"n{i + 1}");
        graph.Node("Gather", "n40 index", "one").Node("Cast", "one", "float", Integer("to", 1)).Node("Add", "x float", "y");
        AssertRefused(graph, "computed values");
    }

    [Theory, InlineData("AveragePool"), InlineData("Conv")]
    public void Sparse_filters_do_not_become_huge(string operation)
    {
        OnnxGraph graph = Gray().Integers("wide", 4096, 1, 1, 1).Integers("square", 4096, 1, 3, 3).Node("ConstantOfShape", "wide", "w")
            .Floats("column", [3, 1], 1, 2, 1).Node("Expand", "column square", "filters").Node("Conv", "x w", "c");
        graph = operation == "Conv"
            ? graph.Node("Conv", "c filters", "y", Integer("group", 4096), List("pads", 1, 1, 1, 1))
            : graph.Node("AveragePool", "c", "y", List("kernel_shape", 3, 3), List("pads", 1, 1, 1, 1), Integer("count_include_pad", 1));
        AssertRefused(graph, "needs more than 16,777,216 weights");
    }

    [Fact]
    public void Equal_names_take_linear_time()
    {
        var names = new UniqueNames();
        long start = Stopwatch.GetTimestamp();
        string last = "";
        for (int i = 0; i < 100_000; i++)
            last = names.Reserve("relu");
        Assert.Equal("relu_100000", last);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10), "too slow");
    }

    [Fact]
    public void Numbered_names_stay_unique()
    {
        var names = new UniqueNames();
        Assert.Equal(["a_2", "a", "a_3", "a_2_2", "a_4"], new[] { "a_2", "a", "a", "a_2", "a" }.Select(names.Reserve));
    }

    [Theory, InlineData("file"), InlineData("folder"), InlineData("parent")]
    public void Links_out_of_the_folder_are_refused(string kind)
    {
        if (OperatingSystem.IsWindows())
            return;         // links need a privilege there
        Directory.CreateDirectory(_folder["model/inner"]);
        Directory.CreateDirectory(_folder["outside"]);
        _folder.Write("outside/data", [0, 0, 128, 63]);
        string location = kind switch
        {
            "file" => Link("data", "../outside/data", ""),
            "folder" => Link("d", "../outside", "/data"),
            _ => Link("inner/up", "../..", "/outside/data"),
        };
        var e = Assert.Throws<CheckpointException>(() => new OnnxTensors("m.onnx", _folder["model"]).Read(External(location)));
        Assert.Contains("has external data outside the folder of the model", e.Message);

        string Link(string name, string target, string rest)
        {
            File.CreateSymbolicLink(_folder[$"model/{name}"], target);
            return name + rest;
        }
    }

    [Fact]
    public void Links_to_the_folder_and_inside_it_are_followed()
    {
        if (OperatingSystem.IsWindows())
            return;
        Directory.CreateDirectory(_folder["model/inner"]);
        _folder.Write("model/inner/data", [0, 0, 128, 63]);
        File.CreateSymbolicLink(_folder["model/d"], "inner");
        Directory.CreateSymbolicLink(_folder["alias"], _folder["model"]);
        Assert.Equal([1f], new OnnxTensors("m.onnx", _folder["alias"]).Read(External("d/data")).Floats!);
        string fromRoot = Path.GetRelativePath("/", Path.GetFullPath(_folder["model/inner/data"]));
        Assert.Equal([1f], new OnnxTensors("m.onnx", "/").Read(External(fromRoot)).Floats!);
    }

    [Fact]
    public void Pipes_are_refused_at_once()
    {
        if (OperatingSystem.IsWindows())
            return;
        using (Process make = Process.Start("mkfifo", [_folder["pipe"]]))
            make.WaitForExit();
        var e = Assert.Throws<CheckpointException>(() => new OnnxTensors("m.onnx", _folder.Path).Read(External("pipe")));
        Assert.Contains("is empty or not a regular file", e.Message);
    }

    [Fact]
    public void Layers_named_like_tensors_are_exported()
    {
        Network network = Network.Build(1, x => x.Conv("a", 2).Conv("a.weight", 2).Conv("b.bias", 3).Conv("b", 1));
        using var model = new Model(
            Denoising.MadeUpModels.Card(network), network, Denoising.MadeUpModels.WeightsFor(network));
        using var session = new OrtSession(OnnxModels.Convert(model));
        var shape = new Shape(1, 5, 7, 1);
        float[] pixels = Samples.Uniform(shape.Count, 3);
        Near.Equal([.. ExportTests.Run(model, pixels, shape, []).Select(v => (double)v)], session.Run(pixels, shape), 1e-5);
        Assert.True(OnnxModels.Write(model, _folder["model.onnx"]) <= 1e-5);
    }

    [Theory, InlineData(double.NaN), InlineData(double.PositiveInfinity), InlineData(0), InlineData(-1), InlineData(1e-300)]
    public void White_must_be_a_positive_number(double white) => Assert.Contains(
        "white must be a number above 0, such as 1 or 255, got",
        Assert.Throws<ArgumentOutOfRangeException>(() => Denoiser.LoadOnnx(GoldenModel.Get("dncnn").FilePath, white: white)).Message);

    [Theory, InlineData(50, 10), InlineData(-1, 10), InlineData(0, 256), InlineData(double.NaN, 10), InlineData(0, double.NaN)]
    public void Sigma_must_be_an_ascending_range(double low, double high)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(
            () => Denoiser.LoadOnnx(GoldenModel.Get("dncnn").FilePath, new NumberRange(low, high)));
        Assert.Contains("sigma must be a range of numbers from 0 to 255, such as 0-75, got", e.Message);
    }

    private static OnnxGraph Gray() => new OnnxGraph().Input("x", 0, 1, 0, 0).Output("y", 0, 1, 0, 0);

    private static TensorProto External(string location) => new()
    {
        Name = "w",
        DataType = 1,
        Dims = { 1 },
        DataLocation = TensorProto.Types.DataLocation.External,
        ExternalData = { new StringStringEntryProto { Key = "location", Value = location } },
    };

    private void AssertRefused(OnnxGraph graph, string message)
    {
        string path = _folder.Write("model.onnx", graph.ToBytes());
        long start = Stopwatch.GetTimestamp(), memory = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(message, Assert.Throws<CheckpointException>(() => Model.Open(path)).Message);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30), "too slow");        // on a machine under load
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - memory < 512 << 20, "too much memory");
    }
}
