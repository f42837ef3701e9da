namespace Hush.Benchmarks.Comparison.Peers;

/// <summary>How each program is started so that it does its best: bench/compare has installed them.</summary>
internal static class Programs
{
    private static readonly Dictionary<string, string?> s_asItIs = [];

    /// <summary>Hush, in a process of its own.</summary>
    /// <param name="threads">Workers.</param>
    /// <param name="wide">Whether it may use 512-bit vectors where the machine has them.</param>
    public static Peer Hush(int threads, bool wide = true) => new(
        threads == 1 ? "on one thread" : "",
        wide ? s_asItIs : new Dictionary<string, string?> { ["DOTNET_EnableAVX512"] = "0" },
        "dotnet",
        typeof(Programs).Assembly.Location,
        "serve",
        $"{threads}");

    /// <summary>PyTorch, which trains the network of an exchange file.</summary>
    /// <param name="exchange">The file.</param>
    /// <param name="layout">nchw or channels-last.</param>
    /// <param name="threads">Threads.</param>
    public static Peer PyTorch(string exchange, string layout, int threads) =>
        new("", s_asItIs, "/usr/bin/python3", Script("torch_peer.py"), exchange, layout, $"{threads}");

    /// <summary>ONNX Runtime, which runs a model on an input.</summary>
    /// <param name="model">The .onnx file.</param>
    /// <param name="input">Floats, [N, C, H, W].</param>
    /// <param name="shape">N, C, H, W.</param>
    /// <param name="threads">Threads within an operator.</param>
    public static Peer OnnxRuntime(string model, string input, IEnumerable<int> shape, int threads) =>
        new("", s_asItIs, "node", Script("onnx_peer.js"), Installed("node_modules"), model, input, string.Join(',', shape), $"{threads}");

    /// <summary>oneDNN, which knows convolutions by their shapes.</summary>
    public static Peer OneDnn(int threads) =>
        new("", new Dictionary<string, string?> { ["OMP_NUM_THREADS"] = $"{threads}" }, Installed("dnnl_peer"));

    private static string Script(string name) => Path.Combine("bench", "peers", name);

    private static string Installed(string name) => Path.GetFullPath(Path.Combine("artifacts", "peers", name));
}
