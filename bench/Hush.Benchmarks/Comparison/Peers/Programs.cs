namespace Hush.Benchmarks.Comparison.Peers;

/// <summary>How each program is started so that it does its best: bench/compare has installed them.</summary>
internal static class Programs
{
    // A setting for another machine's OpenBLAS would slow a peer down.
    private static readonly Dictionary<string, string?> s_asItIs = new() { ["OPENBLAS_CORETYPE"] = null };

    // PyTorch frees and allocates every activation in every step; as installed much of it goes back to the system each time, and the page
    // faults can cost it more than its arithmetic. With these settings of the C library the memory stays in the process.
    private static readonly Dictionary<string, string?> s_keepingMemory = new(s_asItIs)
    {
        ["MALLOC_MMAP_MAX_"] = "0", ["MALLOC_TRIM_THRESHOLD_"] = $"{1L << 34}", ["MALLOC_TOP_PAD_"] = $"{1 << 28}",
    };

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
    /// <param name="keepsMemory">Whether freed memory stays in the process: faster, but not what it needs at least.</param>
    public static Peer PyTorch(string exchange, string layout, int threads, bool keepsMemory) =>
        new(keepsMemory ? "keeping its memory" : "", keepsMemory
            ? s_keepingMemory : s_asItIs, "/usr/bin/python3", Script("torch_peer.py"), exchange, layout, $"{threads}");

    /// <summary>ONNX Runtime, which runs a model on an input.</summary>
    /// <param name="model">The .onnx file.</param>
    /// <param name="input">Floats, [N, C, H, W].</param>
    /// <param name="shape">N, C, H, W.</param>
    /// <param name="threads">Threads within an operator.</param>
    public static Peer OnnxRuntime(string model, string input, IEnumerable<int> shape, int threads) =>
        new(
            "", s_asItIs, "dotnet", Script("OnnxRuntime/bin/Release/net10.0/OnnxRuntimePeer.dll"), model, input,
            string.Join(',', shape), $"{threads}");

    /// <summary>oneDNN, which knows convolutions by their shapes.</summary>
    public static Peer OneDnn(int threads) =>
        new("", new Dictionary<string, string?>(s_asItIs) { ["OMP_NUM_THREADS"] = $"{threads}" }, Installed("dnnl_peer"));

    private static string Script(string name) => Path.Combine("bench", "peers", name);

    private static string Installed(string name) => Path.GetFullPath(Path.Combine("artifacts", "peers", name));
}
