using System.Diagnostics;
using Google.Protobuf;
using Hush.Learning.Onnx.Messages;
using Hush.Models;
using Hush.Testing;
using Xunit;

namespace Hush.Tests.Onnx;

/// <summary>Files that are damaged, malicious, or beyond what Hush supports give one clear error, fast and in little memory.</summary>
public sealed class HostileOnnxTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Changes() => new()
    {
        { "operator", "is the operator LSTM, which is not supported. Supported operators: Add, AveragePool, " },
        { "domain", "is the operator com.microsoft.Conv, which is not supported. Supported operators: Add, AveragePool, " },
        { "opset 10", "uses opset 10, but Hush reads opsets 11 to 21" },
        { "opset 22", "uses opset 22, but Hush reads opsets 11 to 21" },
        { "no opset", "does not use the standard operators" },
        { "no graph", "it has no graph" },
        { "no output", "it has no output" },
        { "cycle", "reads 'loop', which no node before it computes. The graph has a cycle" },
        { "reads itself", "which no node before it computes" },
        { "unknown output", "no node computes its output 'nothing'" },
        { "huge dimension", "has more than two billion values" },
        { "overflowing dimensions", "has more than two billion values" },
        { "negative dimension", "has a negative dimension" },
        { "too little data", "bytes of data, expected" },
        { "integer weights", "of floating point" },
        { "string weights", "has elements of type string, which is not supported" },
        { "integer image", "has elements of type int64, expected float" },
        { "no image", "no input is an image" },
        { "three inputs", "it has 3 inputs" },
        { "wrong weight shape", "the input has 1 channels" },
        { "huge groups", "channels and groups must be 1 to" },
        { "zero groups", "channels and groups must be 1 to" },
        { "huge stride", "strides must be two equal numbers" },
        { "negative pads", "pads must be four numbers from 0 to" },
        { "huge pads", "pads must be four numbers from 0 to" },
        { "valid padding", "only windows that keep the size of the image" },
        { "zero dilation", "dilations must be two equal numbers" },
        { "outside folder", "has external data outside the folder of the model: '../secret'" },
        { "absolute path", "has external data outside the folder of the model" },
        { "link", "has external data outside the folder of the model: 'link' is a link to" },
        { "missing data", "which does not exist. Copy it next to the model" },
        { "beyond the data", "has external data beyond the end of" },
        { "negative offset", "expected a number" },
        { "endless constant", "more than 4,194,304 values" },
        { "endless range", "values, but at most 4,194,304 are supported" },
        { "division by zero", "divides by zero" },
        { "infinite weights", "has weights" },
        { "two images", "A denoiser must return an image like its input" },
        { "damaged card", "cannot be read" },
        { "pointer as data", "which is a Git LFS pointer" },
        { "duplicate weight", "two initializers are named" },
        { "duplicate value", "two node outputs, inputs or initializers are named" },
        { "duplicate output", "two outputs of the graph are named" },
        { "many nodes", "nodes, but at most 20,000 are supported" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Changes))]
    public void A_file_that_cannot_be_used_is_refused_with_the_reason(string change, string message)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(GoldenModel.Get("dncnn-fixed-size").FilePath));
        Apply(change, model);
        AssertRefused(model.ToByteArray(), message);
    }

    [Fact]
    public void Every_truncated_file_is_refused()
    {
        byte[] file = File.ReadAllBytes(GoldenModel.Get("dncnn").FilePath);
        for (int length = 0; length < file.Length; length += 1 + (length / 16))
            AssertRefused(file[..length], "");
    }

    [Fact]
    public void Changed_bytes_give_a_model_or_one_error()
    {
        byte[] file = File.ReadAllBytes(GoldenModel.Get("ffdnet-fixed-size").FilePath);
        float[] where = Samples.Uniform(400, 5), what = Samples.Uniform(400, 6);
        for (int i = 0; i < where.Length; i++)
        {
            byte[] changed = [.. file];
            changed[(int)(where[i] * file.Length)] = (byte)(256 * what[i]);
            string path = _folder.Write("changed.onnx", changed);
            try
            {
                Model.Open(path).Dispose();
            }
            catch (CheckpointException e)
            {
                Assert.Contains("changed.onnx", e.Message);
            }
        }
    }

    [Theory, InlineData("not a model at all"), InlineData("\0\0\0\0")]
    public void Another_kind_of_file_is_refused(string text) =>
        AssertRefused(System.Text.Encoding.UTF8.GetBytes(text), "is not an ONNX file, or it is damaged");

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n", "is a Git LFS pointer")]
    [InlineData("\n<!DOCTYPE html><html></html>", "is a web page, not an ONNX file")]
    [InlineData("\uFEFF<HTML><body></body>", "is a web page, not an ONNX file")]
    [InlineData("ir_version: 8\ngraph {\n}\n", "is an ONNX model in text format")]
    [InlineData("PK\u0003\u0004data", "is a zip archive, such as a PyTorch checkpoint")]
    public void Files_that_are_often_mistaken_for_models_are_named(string text, string message) =>
        AssertRefused(System.Text.Encoding.UTF8.GetBytes(text), message);

    [Fact]
    public void A_folder_and_a_missing_file_are_named()
    {
        Directory.CreateDirectory(_folder["folder.onnx"]);
        foreach (Action<string> open in (Action<string>[])[p => Model.Open(p).Dispose(), p => Denoiser.LoadOnnx(p).Dispose()])
        {
            Assert.Contains("folder.onnx' is a folder. Give the path of an ONNX file.",
                Assert.Throws<CheckpointException>(() => open(_folder["folder.onnx"])).Message);
            Assert.Contains("missing.onnx' does not exist. Give the path of",
                Assert.Throws<CheckpointException>(() => open(_folder["missing.onnx"])).Message);
        }
    }

    [Fact]
    public void All_weights_are_checked_before_the_first_is_read()
    {
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(GoldenModel.Get("dncnn-fixed-size").FilePath));
        TensorProto first = model.Graph.Initializer[0], last = model.Graph.Initializer[^1];
        first.Dims[0] = 1 << 20;
        long length = sizeof(float) * first.Dims.Aggregate(1L, (a, b) => a * b);
        using (FileStream sparse = File.Create(_folder["weights.bin"]))
            sparse.SetLength(length);
        External(first, ("location", "weights.bin"));
        External(last, ("location", "missing.bin"));
        AssertRefused(model.ToByteArray(), "missing.bin', which does not exist");
    }

    [Fact]
    public void Weights_beside_the_model_are_read()
    {
        GoldenModel golden = GoldenModel.Get("dncnn-fixed-size");
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(golden.FilePath));
        TensorProto weight = model.Graph.Initializer[0];
        byte[] data = [1, 2, 3, .. weight.RawData.Span];
        Directory.CreateDirectory(_folder["data"]);
        _folder.Write("data/weights.bin", data);
        External(weight, ("location", "data/weights.bin"), ("offset", "3"), ("length", $"{data.Length - 3}"));
        using Model read = Model.Open(_folder.Write("model.onnx", model.ToByteArray()));
        Near.Equal(golden.Output, ExportTests.Run(read, golden.Input, golden.Shape, []), 1e-4);
    }

    private void AssertRefused(byte[] file, string message)
    {
        string path = _folder.Write("model.onnx", file);
        long start = Stopwatch.GetTimestamp(), memory = GC.GetAllocatedBytesForCurrentThread();
        var e = Assert.Throws<CheckpointException>(() => Model.Open(path));
        Assert.Contains(message, e.Message);
        Assert.Contains("model.onnx'", e.Message);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10), "too slow");        // on a machine under load
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - memory < 256 << 20, "too much memory");
    }

    private void Apply(string change, ModelProto model)
    {
        GraphProto graph = model.Graph;
        NodeProto conv = graph.Node.First(n => n.OpType == "Conv"), last = graph.Node[^1];
        TensorProto weight = graph.Initializer.First(t => t.Name == conv.Input[1]);
        switch (change)
        {
            case "operator": conv.OpType = "LSTM"; break;
            case "domain": conv.Domain = "com.microsoft"; break;
            case "opset 10": model.OpsetImport[0].Version = 10; break;
            case "opset 22": model.OpsetImport[0].Version = 22; break;
            case "no opset": model.OpsetImport.Clear(); break;
            case "no graph": model.Graph = null; break;
            case "no output": graph.Output.Clear(); break;
            case "cycle":
                last.Input[0] = "loop";
                graph.Node.Add(new NodeProto { OpType = "Relu", Name = "back", Input = { last.Output[0] }, Output = { "loop" } });
                graph.Output[0].Name = "loop";
                break;
            case "reads itself": last.Input[0] = last.Output[0]; break;
            case "unknown output": graph.Output[0].Name = "nothing"; break;
            case "huge dimension": weight.Dims[0] = long.MaxValue; break;
            case "overflowing dimensions":
                weight.Dims.Clear();
                weight.Dims.Add([1L << 31, 1L << 31, 4, 1]);
                break;
            case "negative dimension": weight.Dims[0] = -4; break;
            case "too little data": weight.RawData = ByteString.CopyFrom(1, 2, 3, 4); break;
            case "integer weights": weight.DataType = 6; break;
            case "string weights": weight.DataType = 8; break;
            case "integer image": graph.Input[0].Type.TensorType.ElemType = 7; break;
            case "no image": graph.Input[0].Type.TensorType.Shape.Dim.RemoveAt(0); break;
            case "three inputs":
                foreach (string name in (string[])["a", "b"])
                {
                    graph.Input.Add(new ValueInfoProto { Name = name });
                    graph.Node.Insert(0, new NodeProto { OpType = "Identity", Input = { name }, Output = { $"{name}2" } });
                    conv.Input.Add($"{name}2");
                }

                break;
            case "wrong weight shape": (weight.Dims[0], weight.Dims[1]) = (weight.Dims[1], weight.Dims[0]); break;
            case "huge groups": Set(conv, "group", 1L << 40); break;
            case "zero groups": Set(conv, "group", 0L); break;
            case "huge stride": Set(conv, "strides", 1L << 40, 1L << 40); break;
            case "negative pads": Set(conv, "pads", -1L, 1, 1, 1); break;
            case "huge pads": Set(conv, "pads", 1L << 40, 1, 1, 1); break;
            case "valid padding": Set(conv, "pads", 0L, 0, 0, 0); break;
            case "zero dilation": Set(conv, "dilations", 0L, 0); break;
            case "outside folder": External(weight, ("location", "../secret")); break;
            case "absolute path": External(weight, ("location", "/etc/passwd")); break;
            case "link":
                File.CreateSymbolicLink(_folder["link"], "/etc/passwd");
                External(weight, ("location", "link"));
                break;
            case "missing data": External(weight, ("location", "weights.bin")); break;
            case "beyond the data":
                _folder.Write("weights.bin", new byte[16]);
                External(weight, ("location", "weights.bin"));
                break;
            case "pointer as data":
                _folder.Write("weights.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 99\n"u8.ToArray());
                External(weight, ("location", "weights.bin"));
                break;
            case "duplicate weight": graph.Initializer.Add(weight.Clone()); break;
            case "duplicate value": last.Output[0] = graph.Node[0].Output[0]; break;
            case "duplicate output": graph.Output.Add(graph.Output[0].Clone()); break;
            case "negative offset":
                _folder.Write("weights.bin", new byte[1 << 20]);
                External(weight, ("location", "weights.bin"), ("offset", "-8"));
                break;
            case "endless constant": AddConstant(graph, "ConstantOfShape", [1L << 40]); break;
            case "endless range": AddRange(graph); break;
            case "division by zero": AddDivision(graph); break;
            case "infinite weights": weight.RawData = Floats(weight.RawData.Length / 4, float.PositiveInfinity); break;
            case "two images":
                graph.Node.Add(new NodeProto
                {
                    OpType = "Concat",
                    Name = "twice",
                    Input = { graph.Output[0].Name, graph.Output[0].Name },
                    Output = { "twice" },
                    Attribute = { new AttributeProto { Name = "axis", I = 1, Type = AttributeProto.Types.AttributeType.Int } },
                });
                graph.Output[0].Name = "twice";
                break;
            case "damaged card": model.MetadataProps.Add(new StringStringEntryProto { Key = "hush_model", Value = "{\"name\":" }); break;
            case "many nodes":
                for (int i = 0; i < 20_001; i++)
                    graph.Node.Add(new NodeProto { OpType = "Relu", Input = { graph.Output[0].Name }, Output = { $"r{i}" } });
                break;
            default: throw new ArgumentException(change, nameof(change));
        }
    }

    private static void Set(NodeProto node, string name, params long[] values)
    {
        AttributeProto attribute = node.Attribute.First(a => a.Name == name);
        attribute.I = values[0];
        attribute.Ints.Clear();
        if (name != "group")
            attribute.Ints.Add(values);
    }

    private static void External(TensorProto tensor, params (string Key, string Value)[] entries)
    {
        tensor.ClearRawData();
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        foreach ((string key, string value) in entries)
            tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
    }

    private static ByteString Floats(int count, float value) =>
        ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(Enumerable.Repeat(value, count).ToArray()));

    /// <summary>Adds a constant that is computed, and a sum that reads it.</summary>
    private static void AddConstant(GraphProto graph, string operation, long[] input)
    {
        AddInitializer(graph, "shape", input);
        graph.Node.Add(new NodeProto { OpType = operation, Name = "made", Input = { "shape" }, Output = { "made" } });
        Sum(graph);
    }

    private static void AddRange(GraphProto graph)
    {
        foreach ((string name, long value) in (ValueTuple<string, long>[])[("from", 0), ("to", long.MaxValue), ("by", 1)])
            AddInitializer(graph, name, [value]);
        graph.Node.Add(new NodeProto { OpType = "Range", Name = "made", Input = { "from", "to", "by" }, Output = { "made" } });
        Sum(graph);
    }

    private static void AddDivision(GraphProto graph)
    {
        AddInitializer(graph, "one", [1]);
        AddInitializer(graph, "none", [0]);
        graph.Node.Add(new NodeProto { OpType = "Div", Name = "made", Input = { "one", "none" }, Output = { "made" } });
        Sum(graph);
    }

    private static void AddInitializer(GraphProto graph, string name, long[] values) =>
        graph.Initializer.Add(new TensorProto { Name = name, DataType = 7, Dims = { values.Length }, Int64Data = { values } });

    private static void Sum(GraphProto graph)
    {
        graph.Node.Add(new NodeProto { OpType = "Add", Name = "sum", Input = { graph.Output[0].Name, "made" }, Output = { "sum" } });
        graph.Output[0].Name = "sum";
    }
}
