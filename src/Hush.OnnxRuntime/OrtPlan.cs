using Hush.Denoising.Engines;
using Hush.Learning.Onnx.Export;
using Microsoft.ML.OnnxRuntime;

namespace Hush.OnnxRuntime;

/// <summary>Buffers for images of one size, and the conversion from Hush's [H, W, C] to ONNX Runtime's [C, H, W].</summary>
internal sealed class OrtPlan : IEnginePlan
{
    private readonly InferenceSession _session;
    private readonly Device _device;
    private readonly int _channels;
    private readonly float[] _noisy, _clean, _level = new float[1];
    private readonly OrtValue _noisyValue, _cleanValue, _levelValue;

    public OrtPlan(InferenceSession session, Device device, int height, int width, int channels)
    {
        (_session, _device, _channels) = (session, device, channels);
        long[] shape = [1, channels, height, width];
        (_noisy, _clean) = (new float[checked(height * width * channels)], new float[height * width * channels]);
        _noisyValue = OrtValue.CreateTensorValueFromMemory(_noisy, shape);
        _cleanValue = OrtValue.CreateTensorValueFromMemory(_clean, shape);
        _levelValue = OrtValue.CreateTensorValueFromMemory(_level, [1, 1, 1, 1]);
    }

    /// <inheritdoc/>
    /// <exception cref="DeviceException">ONNX Runtime fails, for example for lack of memory.</exception>
    public void Run(Tensor noisy, Tensor clean, float level, IProgress<double> progress, CancellationToken cancellation)
    {
        ToPlanes(noisy.Span, _noisy);
        _level[0] = level;
        bool takesLevel = _session.InputNames.Contains(NetworkExporter.Sigma);
        try
        {
            using var options = new RunOptions();
            using var registration = cancellation.Register(() => options.Terminate = true);
            _session.Run(
                options,
                takesLevel ? [NetworkExporter.Noisy, NetworkExporter.Sigma] : [NetworkExporter.Noisy],
                takesLevel ? [_noisyValue, _levelValue] : [_noisyValue],
                [NetworkExporter.Clean],
                [_cleanValue]);
        }
        catch (OnnxRuntimeException e)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new DeviceException($"ONNX Runtime failed on the device '{_device.Name}': {e.Message.TrimEnd('.')}. If memory is " +
                "insufficient, set a lower memory limit, or omit the device.", e);
        }

        cancellation.ThrowIfCancellationRequested();
        FromPlanes(_clean, clean.Span);
        progress.Report(1);
    }

    public void Dispose()
    {
        _noisyValue.Dispose();
        _cleanValue.Dispose();
        _levelValue.Dispose();
    }

    private void ToPlanes(ReadOnlySpan<float> pixels, Span<float> planes)
    {
        int plane = planes.Length / _channels;
        for (int c = 0; c < _channels; c++)
        {
            Span<float> to = planes.Slice(c * plane, plane);
            for (int i = 0; i < to.Length; i++)
                to[i] = pixels[(i * _channels) + c];
        }
    }

    private void FromPlanes(ReadOnlySpan<float> planes, Span<float> pixels)
    {
        int plane = planes.Length / _channels;
        for (int c = 0; c < _channels; c++)
        {
            ReadOnlySpan<float> from = planes.Slice(c * plane, plane);
            for (int i = 0; i < from.Length; i++)
                pixels[(i * _channels) + c] = from[i];
        }
    }
}
