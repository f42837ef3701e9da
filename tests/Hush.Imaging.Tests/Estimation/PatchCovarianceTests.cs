using Hush.Imaging.Estimation;
using Xunit;

namespace Hush.Imaging.Tests.Estimation;

public class PatchCovarianceTests
{
    private const int Pixels = PatchCovariance.Pixels;

    [Theory, InlineData(1), InlineData(127), InlineData(128), InlineData(300)]
    public void It_is_that_of_the_definition_in_double(int patches)
    {
        float[][] all = [.. Enumerable.Range(0, patches).Select(Patch)];
        var covariance = new PatchCovariance(all[0][0]);
        foreach (float[] patch in all)
            covariance.Add(patch);
        double[] found = covariance.Result();
        double[] means = [.. Enumerable.Range(0, Pixels).Select(i => all.Average(p => (double)p[i]))];
        for (int i = 0; i < Pixels; i++)
        {
            for (int j = 0; j < Pixels; j++)
                Assert.Equal(all.Average(p => (p[i] - means[i]) * (p[j] - means[j])), found[(i * Pixels) + j], 1e-7);
        }

        Assert.Equal(patches, covariance.Count);
    }

    /// <summary>A slope with some grain, whose brightness depends on the number, in [0, 1].</summary>
    private static float[] Patch(int number) =>
        [.. Enumerable.Range(0, Pixels).Select(i =>
            0.5f + (0.3f * MathF.Sin(number * 0.37f)) + (0.01f * (i % 8)) + (0.1f * MathF.Sin((number * 12.9f) + (i * i * 78.2f))))];
}
