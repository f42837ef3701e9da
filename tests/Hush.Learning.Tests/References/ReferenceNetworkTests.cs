using Hush.Learning.Networks;
using Hush.Learning.Tests.Plans;
using Hush.Testing;
using Xunit;

namespace Hush.Learning.Tests.References;

public class ReferenceNetworkTests
{
    public static TheoryData<string> Networks => SmallNetworks.Theory;

    /// <summary>
    /// Checks the reference gradient against the reference forward pass: L = sum of t p, first, middle and last value of each parameter.
    /// </summary>
    [Theory, MemberData(nameof(Networks))]
    public void The_gradient_is_the_central_difference_of_the_estimate(string name)
    {
        const double step = 1e-7;       // small enough that no ReLU or maximum switches sides
        Network network = SmallNetworks.Get(name);
        var samples = new FixedSamples(new Shape(3, 4, 6, network.Channels));
        using Weights weights = FixedSamples.WeightsFor(network);
        var (_, gradient) = Learn(null);
        double steepest = gradient.Values.Max(g => g.Max(Math.Abs));
        foreach (var (parameter, slopes) in gradient)
        {
            foreach (int i in (int[])[0, slopes.Length / 2, slopes.Length - 1])
            {
                double up = Learn(w => w[parameter][i] += step).Loss, down = Learn(w => w[parameter][i] -= step).Loss;
                Near.Equal((up - down) / (2 * step), slopes[i], scale: steepest, relative: 1e-6);
            }
        }

        (double Loss, Dictionary<string, double[]> Gradient) Learn(Action<Dictionary<string, double[]>>? edit) =>
            new ReferenceNetwork(network, weights, samples.Shape, samples.Noisy, samples.Scalars, training: true, edit)
                .Learn(samples.Shape, samples.Clean, (p, t) => (p * t, t));
    }
}
