// Exports a model that comes with Hush as an ONNX file, runs the file in ONNX Runtime, without Hush, and compares the results:
//     dotnet run -- photo-gray.onnx
using Hush;
using Microsoft.ML.OnnxRuntime;

const int Width = 160, Height = 120;
const float Sigma = 25;         // of the noise, on the 0 to 255 scale

if (args is not [var file])
{
    Console.Error.WriteLine("usage: Export FILE.onnx");
    return 2;
}

float[] noisy = Picture(), clean = new float[noisy.Length];
using (var denoiser = Denoiser.LoadBuiltIn("photo-gray"))
{
    denoiser.Export(file);
    denoiser.Denoise(noisy, clean, new PixelLayout(Width, Height, ChannelOrder.Gray), new DenoiseOptions { Sigma = Sigma });
}

// From here on, nothing but the file is needed: images are [batch, channels, height, width] with values from 0 to 1.
using var session = new InferenceSession(file);
using var image = OrtValue.CreateTensorValueFromMemory(noisy, [1, 1, Height, Width]);
using var sigma = OrtValue.CreateTensorValueFromMemory(new[] { Sigma / 255 }, [1, 1, 1, 1]);
using var options = new RunOptions();
using var outputs = session.Run(options, ["noisy", "sigma"], [image, sigma], ["clean"]);
ReadOnlySpan<float> other = outputs[0].GetTensorDataAsSpan<float>();

float difference = 0;
for (int i = 0; i < clean.Length; i++)
    difference = Math.Max(difference, Math.Abs(clean[i] - other[i]));
Console.WriteLine($"inputs:  {string.Join(", ", session.InputNames)}");
Console.WriteLine($"outputs: {string.Join(", ", session.OutputNames)}");
Console.WriteLine($"equal to 1e-5: {difference < 1e-5f}");
return difference < 1e-5f ? 0 : 1;

static float[] Picture()
{
    var random = new Random(1);
    float[] gray = new float[Width * Height];
    for (int i = 0; i < gray.Length; i++)
    {
        bool inDisc = Math.Pow((i % Width) - 80, 2) + Math.Pow((i / Width) - 60, 2) < 40 * 40;
        gray[i] = (float)((inDisc ? 0.7 : 0.2 + (0.002 * (i % Width))) + (Sigma / 255 * Normal(random)));
    }

    return gray;
}

static double Normal(Random random) =>
    Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
