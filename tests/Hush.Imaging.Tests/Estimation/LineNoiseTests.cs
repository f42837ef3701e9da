using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Estimation;

public class LineNoiseTests
{
    private static readonly Shape Gray = new(1, 131, 203, 1), Color = new(1, 131, 203, 3);

    [Theory, InlineData(true, 3), InlineData(true, 12), InlineData(false, 3), InlineData(false, 12)]
    public void The_deviation_of_columns_and_of_rows_is_found_under_white_noise(bool columns, double deviation)
    {
        foreach (Shape shape in new[] { Gray, Color })
        {
            float[] image = Scenes.Noisy(shape, 4), lines = Samples.Normal(Math.Max(shape.W, shape.H), 3);
            for (int i = 0; i < image.Length; i++)
            {
                int pixel = i / shape.C;
                image[i] += (float)deviation / 255 * lines[columns ? pixel % shape.W : pixel / shape.W];
            }

            NoiseEstimate estimate = NoiseEstimator.Estimate(image, shape);
            Assert.InRange((columns ? estimate.ColumnNoise : estimate.RowNoise).Bytes, 0.75 * deviation, 1.3 * deviation);
            Assert.Equal(0, (columns ? estimate.RowNoise : estimate.ColumnNoise).Bytes);
        }
    }

    [Theory, InlineData(0), InlineData(2), InlineData(25)]
    public void White_noise_and_images_have_none(double sigma)
    {
        NoiseEstimate estimate = NoiseEstimator.Estimate(Scenes.Noisy(Color, sigma), Color);
        Assert.Equal((0, 0), (estimate.ColumnNoise.Sigma, estimate.RowNoise.Sigma));
    }

    [Fact]
    public void A_fence_that_ends_is_no_column_noise()
    {
        float[] image = Scenes.Noisy(Gray, 2);
        for (int i = 0; i < image.Length * 2 / 3; i++)
            image[i] += i % Gray.W / 4 % 2 == 0 ? 0.1f : 0;
        Assert.Equal(0, NoiseEstimator.Estimate(image, Gray).ColumnNoise.Sigma);
    }
}
