// Runs a model in ONNX Runtime, as a peer of Hush: OnnxRuntimePeer MODEL INPUT N,C,H,W THREADS
//
// INPUT is a file of 32-bit floats. Answers each line of standard input with one line:
//
//     results FILE    writes the output as 32-bit floats
//     time N          runs it N times; the seconds of each
//
// Input and output stay in memory that is allocated once, which is the fastest way to use ONNX Runtime.
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

string model = args[0], inputFile = args[1];
long[] shape = [.. args[2].Split(',').Select(n => long.Parse(n, CultureInfo.InvariantCulture))];
using var settings = new SessionOptions
{
    GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
    ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
    IntraOpNumThreads = int.Parse(args[3], CultureInfo.InvariantCulture),
};
using var session = new InferenceSession(model, settings);
using var runOptions = new RunOptions();
float[] input = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(inputFile)).ToArray(), output = new float[input.Length];
using OrtValue inputValue = OrtValue.CreateTensorValueFromMemory(input, shape);
using OrtValue outputValue = OrtValue.CreateTensorValueFromMemory(output, shape);
string[] inputNames = [.. session.InputNames], outputNames = [.. session.OutputNames];

Say($"ONNX Runtime {typeof(InferenceSession).Assembly.GetName().Version!.ToString(3)}");
while (Console.ReadLine() is { } line)
{
    string[] words = line.Split(' ', 2);
    if (words[0] == "results")
    {
        Run();
        File.WriteAllBytes(words[1], MemoryMarshal.AsBytes(output.AsSpan()));
        Say("written");
    }
    else
    {
        Say(string.Join(' ', Enumerable.Range(0, int.Parse(words[1], CultureInfo.InvariantCulture)).Select(_ => $"{Time():G9}")));
    }
}

void Run() => session.Run(runOptions, inputNames, [inputValue], outputNames, [outputValue]);

double Time()
{
    long start = Stopwatch.GetTimestamp();
    Run();
    return Stopwatch.GetElapsedTime(start).TotalSeconds;
}

static void Say(string line)
{
    Console.WriteLine(line);
    Console.Out.Flush();
}
