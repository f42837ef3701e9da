using Hush.Learning.Losses;
using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Learning.Plans;
using Hush.Learning.Tests.References;
using Hush.Numerics;
using Hush.Numerics.Threading;
using Hush.Testing;
using Xunit;

namespace Hush.Learning.Tests.Plans;

public class TrainingPlanTests
{
    public static TheoryData<string> Networks => SmallNetworks.Theory;

    [Theory, MemberData(nameof(Networks))]
    public void Loss_and_gradients_are_those_of_the_definition(string name)
    {
        Network network = SmallNetworks.Named(name);
        foreach (Shape shape in SmallNetworks.Batches(network))
            Compare(network, shape);
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
