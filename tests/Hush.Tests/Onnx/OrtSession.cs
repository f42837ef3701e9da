using Microsoft.ML.OnnxRuntime;

namespace Hush.Tests.Onnx;

/// <summary>Runs an ONNX file in ONNX Runtime, an independent implementation of the format.</summary>
internal sealed class OrtSession : IDisposable
{
    private readonly InferenceSession _session;

    public OrtSession(byte[] file)
    {
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, IntraOpNumThreads = 1 };
        _session = new InferenceSession(file, options);
    }

    public IReadOnlyList<string> Inputs => _session.InputNames;

    public IReadOnlyDictionary<string, string> Metadata => _session.ModelMetadata.CustomMetadataMap;

    /// <summary>Runs images in Hush's layout, [N, H, W, C], with one sigma per image if the model takes one.</summary>
    public float[] Run(float[] pixels, Shape shape, params float[] sigmas)
    {
        float[] planes = Transposed(pixels, shape.N, shape.H * shape.W, shape.C);
        using OrtValue image = OrtValue.CreateTensorValueFromMemory(planes, [shape.N, shape.C, shape.H, shape.W]);
        using OrtValue level = OrtValue.CreateTensorValueFromMemory(sigmas, [sigmas.Length, 1, 1, 1]);
        using var options = new RunOptions();
        using var outputs = _session.Run(options, _session.InputNames, _session.InputNames.Count == 1
            ? [image] : [image, level], _session.OutputNames);
        long[] dimensions = outputs[0].GetTensorTypeAndShape().Shape;
        Xunit.Assert.Equal([shape.N, shape.C, shape.H, shape.W], dimensions);
        return Transposed(outputs[0].GetTensorDataAsSpan<float>().ToArray(), shape.N, shape.C, shape.H * shape.W);
    }

    public void Dispose() => _session.Dispose();

    /// <summary>[n, a, b] -> [n, b, a].</summary>
    public static float[] Transposed(float[] values, int n, int a, int b)
    {
        float[] result = new float[values.Length];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < a; j++)
            {
                for (int k = 0; k < b; k++)
                    result[(((i * b) + k) * a) + j] = values[(((i * a) + j) * b) + k];
            }
        }

        return result;
    }
}
