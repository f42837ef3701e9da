using Hush.Imaging.Estimation;
using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Estimation;

public sealed class SymmetricEigenTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(7), InlineData(17), InlineData(64), InlineData(65)]
    public void The_vectors_are_orthonormal_and_with_the_values_they_give_the_matrix_back(int n)
    {
        double[] matrix = Random(n);
        var eigen = new SymmetricEigen(matrix, n);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double inner = 0, value = 0;
                for (int k = 0; k < n; k++)
                {
                    inner += eigen.Vector(i)[k] * eigen.Vector(j)[k];
                    value += eigen.Vector(k)[i] * eigen.Values[k] * eigen.Vector(k)[j];
                }

                Near.Equal(i == j ? 1 : 0, inner, 1, 1e-13);
                Near.Equal(matrix[(i * n) + j], value, n, 1e-13);
            }
        }

        Assert.Equal(eigen.Values.ToArray().Order(), eigen.Values.ToArray());
    }

    [Fact]
    public void A_second_difference_has_the_eigenvalues_of_its_formula()
    {
        const int n = 23;                                       // 2 on the diagonal, -1 beside it: 2 - 2 cos(k pi / (n + 1))
        double[] matrix = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            matrix[(i * n) + i] = 2;
            if (i > 0)
                matrix[(i * n) + i - 1] = matrix[((i - 1) * n) + i] = -1;
        }

        var eigen = new SymmetricEigen(matrix, n);
        for (int k = 1; k <= n; k++)
            Near.Equal(2 - (2 * Math.Cos(k * Math.PI / (n + 1))), eigen.Values[k - 1], 4, 1e-14);
    }

    [Fact]
    public void Equal_values_and_zeros_are_found_as_often_as_they_are_there()
    {
        double[] diagonal = [3, 0, 3, -1, 3];
        double[] matrix = new double[25];
        for (int i = 0; i < 5; i++)
            matrix[i * 6] = diagonal[i];
        Assert.Equal([-1, 0, 3, 3, 3], new SymmetricEigen(matrix, 5).Values.ToArray());
        Assert.Equal([0, 0, 0], new SymmetricEigen(new double[9], 3).Values.ToArray());
    }

    [Fact]
    public void A_matrix_that_is_not_square_or_not_finite_is_refused()
    {
        Assert.Equal(
            "A matrix of 3 x 3 has 9 values, but 8 were given. Pass all rows.",
            Assert.Throws<ArgumentException>(() => new SymmetricEigen(new double[8], 3)).Message);
        Assert.Contains("finite", Assert.Throws<ArgumentException>(() => new SymmetricEigen([1, double.NaN, double.NaN, 1], 2)).Message);
    }

    private static double[] Random(int n)
    {
        float[] values = Samples.Normal(n * n, (uint)n);
        return [.. Enumerable.Range(0, n * n).Select(i => (double)values[i] + values[((i % n) * n) + (i / n)])];
    }
}
