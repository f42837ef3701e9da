using Hush.Denoising.Engines;
using Hush.Learning.Networks;
using Hush.Models;
using Microsoft.ML.OnnxRuntime;

namespace Hush.OnnxRuntime;

/// <summary>Computes the network of a model in ONNX Runtime, which gets it as an ONNX file in memory.</summary>
internal sealed class OrtEngine : IEngine
{
    private readonly InferenceSession _session;
    private readonly Device _device;
    private readonly int _channels;
    private readonly long _bytesPerPixel;

    /// <param name="model">Network and weights.</param>
    /// <param name="device">The device, which the native library supports.</param>
    /// <param name="threads">Number of worker threads on the CPU.</param>
    /// <exception cref="DeviceException">The device or its driver is missing.</exception>
    public OrtEngine(Model model, Device device, int threads)
    {
        (_device, _channels, _bytesPerPixel) = (device, model.Network.Channels, BytesPerPixel(model.Network));
        try
        {
            using var options = new SessionOptions
            {
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,     // errors are thrown
                IntraOpNumThreads = threads,
            };
            device.Select(options);
            _session = new InferenceSession(OnnxModels.Convert(model), options);
        }
        catch (Exception e) when (e is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
        {
            throw new DeviceException($"The device '{device.Name}' cannot be used: {e.Message.TrimEnd('.')}." +
                (device.Needs.Length > 0 ? $" It needs {device.Needs}." : ""), e);
        }
    }

    public bool StreamsRows => false;

    public long BytesOf(int height, int width) => _bytesPerPixel * height * width;

    public IEnginePlan Plan(int height, int width) => new OrtPlan(_session, _device, height, width, _channels);

    public void Dispose() => _session.Dispose();

    /// <summary>
    /// Bytes of all feature maps that are live at the same time, per pixel of the image. Whole feature maps are stored; the image and its
    /// estimate are stored once more, as planes.
    /// </summary>
    private static long BytesPerPixel(Network network)
    {
        int[] lastReader = new int[network.Nodes.Count];
        foreach (Node node in network.Nodes)
        {
            foreach (int input in node.Inputs)
                lastReader[input] = node.Index;
        }

        lastReader[network.Output.Index] = network.Nodes.Count;
        double live = 0, peak = 0;
        var ending = network.Nodes.ToLookup(n => lastReader[n.Index]);
        foreach (Node node in network.Nodes)
        {
            live += Size(node);
            peak = Math.Max(peak, live);
            live -= ending[node.Index].Sum(Size);
        }

        return (long)Math.Ceiling(sizeof(float) * (peak + (2 * network.Channels)));

        static double Size(Node node) => node.Channels / (double)(1L << (2 * node.Level));
    }
}
