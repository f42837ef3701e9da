using Hush.Imaging.Datasets;
using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Datasets;

public class RealDataTests
{
    [RealMnistFact]
    public void The_real_MNIST_is_verified_and_has_its_known_mean_and_deviation()
    {
        Dataset set = DatasetCatalog.Load("mnist", DatasetOptions.From(null) with { Offline = true });
        Assert.True(set.Provenance.Verified, set.Provenance.Text);
        Assert.Equal((60000, 10000), (set.Training.Count, set.Test.Count));
        double sum = 0, squares = 0;
        float[] pixels = new float[784];
        for (int i = 0; i < set.Training.Count; i++)
        {
            set.Training.Read(i, pixels);
            foreach (float pixel in pixels)
            {
                sum += pixel;
                squares += (double)pixel * pixel;
            }
        }

        double count = 784.0 * set.Training.Count, mean = sum / count;
        Near.Equal(0.1307, mean, scale: 1, relative: 5e-5);                                 // the normalization constants in common use
        Near.Equal(0.3081, Math.Sqrt((squares / count) - (mean * mean)), scale: 1, relative: 5e-5);
    }
}
