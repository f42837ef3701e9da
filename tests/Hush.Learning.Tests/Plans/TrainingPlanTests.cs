using Hush.Learning.Losses;
using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Learning.Plans;
using Hush.Learning.Tests.References;
using Hush.Numerics.Threading;
using Hush.Testing;
using Xunit;

namespace Hush.Learning.Tests.Plans;

public class TrainingPlanTests
{
    private sealed class OneImage(FixedSamples samples, int image) : ITrainingSamples
    {
        public void Read(int index, Span<float> noisy, Span<float> clean, out float scalar) =>
            samples.Read(image, noisy, clean, out scalar);
    }

    public static TheoryData<string> Networks => SmallNetworks.Theory;

    [Theory, MemberData(nameof(Networks))]
    public void Loss_and_gradients_are_those_of_the_definition(string name)
    {
        Network network = SmallNetworks.Get(name);
        foreach (Shape shape in SmallNetworks.Batches(network))
            Compare(network, shape);
    }

    [Fact]
    public void A_loss_that_is_not_linear_in_the_mean_error_is_that_of_each_image()
    {
        Network network = SmallNetworks.Get("conv, relu");
        var shape = new Shape(3, 9, 7, 1);
        var samples = new FixedSamples(shape);
        for (int i = 0; i < samples.Noisy.Length; i++)          // the images differ in their errors
            samples.Noisy[i] = samples.Clean[i] + ((samples.Noisy[i] - 0.5f) * MathF.Pow(0.1f, i / (9 * 7)));
        using Weights weights = FixedSamples.WeightsFor(network), gradient = new(weights.Layout), squares = new(weights.Layout);
        var loss = new LogMse();
        double expected = 0;
        var slopes = network.Parameters.ToDictionary(p => p.Name, p => new double[weights[p.Name].Length]);
        using var team = new WorkerTeam(2);
        using var one = new TrainingPlan(network, shape with { N = 1 }, new Mse(), team);
        for (int image = 0; image < shape.N; image++)
        {
            double mean = one.Step(weights, new OneImage(samples, image), 1, squares);
            expected += loss.OfImage(mean, out double slope) / shape.N;
            foreach (var (name, sum) in slopes)
            {
                for (int i = 0; i < sum.Length; i++)
                    sum[i] += slope * squares[name][i] / shape.N;
            }
        }

        using var plan = new TrainingPlan(network, shape, loss, team);
        double actual = plan.Step(weights, samples, shape.N, gradient);

        Near.Equal(expected, actual, scale: expected, relative: 1e-6);
        Close(network, slopes, gradient, shape);
    }

    private static void Compare(Network network, Shape shape)
    {
        var samples = new FixedSamples(shape);
        using Weights weights = FixedSamples.WeightsFor(network), gradient = new(weights.Layout);
        var reference = new ReferenceNetwork(network, weights, shape, samples.Noisy, samples.Scalars, training: true);
        var (expected, slopes) = reference.Learn(shape, samples.Clean, (p, t) => ((p - t) * (p - t), 2 * (p - t)));
        using var team = new WorkerTeam(2);
        using var plan = new TrainingPlan(network, shape, new Mse(), team);

        double loss = plan.Step(weights, samples, shape.N, gradient);

        Near.Equal(expected, loss, scale: expected, relative: 1e-6);
        Close(network, slopes, gradient, shape);
    }

    private static void Close(Network network, Dictionary<string, double[]> expected, Weights actual, Shape shape)
    {
        // A bias before a normalization has gradient 0; rounding errors make it 10^-7 of the neighboring gradients.
        bool normalizes = network.Nodes.Any(n => n.Layer is BatchNorm);
        double least = normalizes ? 0.05 * expected.Values.Max(g => g.Max(Math.Abs)) : 0;
        foreach (Parameter parameter in network.Parameters.Where(p => p.Learned))
        {
            double[] slopes = expected[parameter.Name];
            double scale = Math.Max(slopes.Max(Math.Abs), least);
            Span<float> got = actual[parameter.Name];
            for (int i = 0; i < slopes.Length; i++)
            {
                bool near = Math.Abs(slopes[i] - got[i]) <= 2e-5 * scale;
                Assert.True(near, $"{shape}, {parameter.Name}[{i}]: expected {slopes[i]:G9}, got {got[i]:G9}, allowed ±{2e-5 * scale:G3}");
            }
        }
    }
}
