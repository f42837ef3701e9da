using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hush.Testing;

namespace Hush.Tests.Onnx;

/// <summary>A network exported by PyTorch, with an input and PyTorch's output. Written by make_models.py.</summary>
internal sealed record GoldenModel(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("shape")] int[] Sides,
    [property: JsonPropertyName("sigma")] float? Sigma,
    [property: JsonPropertyName("opset")] int Opset)
{
    private static readonly string s_folder = SourceTree.File("tests", "Hush.Tests", "Onnx", "Golden");

    public static IReadOnlyList<GoldenModel> All { get; } =
        JsonSerializer.Deserialize<GoldenModel[]>(File.ReadAllText(Path.Combine(s_folder, "models.json")))!;

    public string FilePath => Path.Combine(s_folder, $"{Name}.onnx");

    public Shape Shape => new(Sides[0], Sides[1], Sides[2], Sides[3]);

    public float[] Input => Values[..(int)Shape.Count];

    public double[] Output => [.. Values[(int)Shape.Count..].Select(v => (double)v)];

    private float[] Values => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(s_folder, $"{Name}.f32"))).ToArray();

    public static GoldenModel Get(string name) => All.Single(m => m.Name == name);
}
