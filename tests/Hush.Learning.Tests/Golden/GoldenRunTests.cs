using Hush.Learning.Losses;
using Hush.Learning.Models;
using Hush.Learning.Networks;
using Hush.Learning.Optimizers;
using Hush.Learning.Plans;
using Hush.Numerics.Threading;
using Hush.Testing;
using Xunit;

namespace Hush.Learning.Tests.Golden;

/// <summary>Compares ten training steps with PyTorch: forward, loss, backward, clipping, Adam and running statistics together.</summary>
public class GoldenRunTests
{
    private const double Relative = 1e-4;

    [Fact]
    public void The_notebooks_net_for_MNIST_learns_as_in_PyTorch() =>
        Run(NotebookNets.Mnist(), new Shape(8, 28, 28, 1), new BinaryCrossEntropy(), 0, null, GoldenRun.Mnist).Dispose();

    [Fact]
    public void The_notebooks_net_for_CIFAR_learns_as_in_PyTorch_and_keeps_its_statistics()
    {
        using Weights weights = Run(NotebookNets.Cifar10(), new Shape(6, 16, 12, 3), new Mse(), 0.01, 1, GoldenRun.Cifar10, first =>
        {
            Span<float> mean = first["middle_norm.running_mean"], variance = first["middle_norm.running_var"];
            Near.Equal(GoldenRun.FirstMean, mean[0], Math.Abs(GoldenRun.FirstMean), Relative);
            Near.Equal(GoldenRun.FirstVariance, variance[0], GoldenRun.FirstVariance, Relative);
            Near.Equal(GoldenRun.SumOfMeans, Sum(mean), Math.Abs(GoldenRun.SumOfMeans), Relative);
            Near.Equal(GoldenRun.SumOfVariances, Sum(variance), GoldenRun.SumOfVariances, Relative);
        });

        // The means have no significant digits by then: a bias before a normalization has gradient 0, and Adam takes full steps along
        // the rounding errors in its place.
        Near.Equal(GoldenRun.LastSumOfVariances, Sum(weights["middle_norm.running_var"]), GoldenRun.LastSumOfVariances, Relative);
    }

    [Fact]
    public void A_residual_net_without_biases_learns_as_in_PyTorch()
    {
        Network network = UNet.Build(1, new UNetOptions
        {
            Widths = [8, 16], Blocks = [1], Residual = true, AddsSkips = true, BatchNorm = false, Bias = false, Subtracts = true,
        });
        Run(network, new Shape(5, 12, 20, 1), new L1(), 0, null, GoldenRun.Residual).Dispose();
    }

    private static Weights Run(Network network, Shape batch, ILoss loss, double decay, double? clip, double[] expected,
        Action<Weights>? afterFirst = null)
    {
        using var team = new WorkerTeam(2);
        using var plan = new TrainingPlan(network, batch, loss, team);
        Weights weights = Fill(network);
        using var gradient = new Weights(weights.Layout);
        using var adam = new Adam(weights.Layout.Learned, weightDecay: decay);
        var samples = new GoldenSamples(batch);

        for (int step = 1; step <= expected.Length; step++)
        {
            double value = plan.Step(weights, samples, batch.N, gradient);
            Near.Equal(expected[step - 1], value, expected[step - 1], Relative);
            float scale = clip is { } most ? GradientClipping.Factor(GradientClipping.Norm(gradient.Learned), most) : 1;
            adam.Update(weights.Learned, gradient.Learned, step, 1e-3f, scale);
            if (step == 1)
                afterFirst?.Invoke(weights);
        }

        return weights;
    }

    /// <summary>
    /// Parameters in the order of their names: filters uniform with He's standard deviation, scales around 1, biases around 0.
    /// </summary>
    private static Weights Fill(Network network)
    {
        var weights = Weights.Initialize(network, seed: 1);
        uint stream = 100;
        foreach (Parameter parameter in network.Parameters.Where(p => p.Learned).OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            Span<float> values = weights[parameter.Name];
            double[] u = GoldenNumbers.Uniform(stream++, values.Length);
            double he = Math.Sqrt(6.0 / (values.Length / parameter.Dimensions[0])) * (parameter.Name == "out.weight" ? 0.1 : 1);
            double middle = parameter.Name.EndsWith("norm.weight", StringComparison.Ordinal) ? 1 : 0;
            for (int i = 0; i < u.Length; i++)
                values[i] = (float)(parameter.Dimensions.Count == 4 ? ((2 * u[i]) - 1) * he : (((2 * u[i]) - 1) * 0.25) + middle);
        }

        return weights;
    }

    private static double Sum(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
            sum += value;
        return sum;
    }

    /// <summary>Black and white squares of 4x4 pixels. noisy = (clean + uniform) / 2.</summary>
    private sealed class GoldenSamples : ITrainingSamples
    {
        private readonly float[] _noisy, _clean;
        private readonly int _length;

        public GoldenSamples(Shape batch)
        {
            var (n, h, w, c) = (batch.N, batch.H, batch.W, batch.C);
            _length = h * w * c;
            _clean = new float[n * _length];
            double[] squares = GoldenNumbers.Uniform(1, n * (h / 4) * (w / 4) * c), u = GoldenNumbers.Uniform(2, n * _length);
            for (int i = 0; i < _clean.Length; i++)
            {
                int channel = i % c, x = i / c % w, y = i / (c * w) % h, image = i / _length;
                _clean[i] = squares[(((((image * (h / 4)) + (y / 4)) * (w / 4)) + (x / 4)) * c) + channel] >= 0.5 ? 1 : 0;
            }

            _noisy = [.. u.Select((v, i) => (_clean[i] + (float)v) / 2)];
        }

        public void Read(int image, Span<float> noisy, Span<float> clean, out float scalar)
        {
            _noisy.AsSpan(image * _length, _length).CopyTo(noisy);
            _clean.AsSpan(image * _length, _length).CopyTo(clean);
            scalar = 0;
        }
    }
}
