using Hush.Imaging.Estimation;
using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Estimation;

public sealed class SymmetricEigenvaluesTests
{
    /// <summary>
    /// Sylvester's law of inertia: A - x I has as many negative pivots as A has eigenvalues below x. A value is therefore an eigenvalue
    /// if the counts slightly below and above it match its position in the sorted list.
    /// </summary>
    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(7), InlineData(17), InlineData(64), InlineData(65)]
    public void As_many_pivots_are_negative_as_values_lie_below(int n)
    {
        double[] matrix = Random(n), values = SymmetricEigenvalues.Of(matrix, n);
        double little = 1e-12 * values.Max(Math.Abs);
        for (int i = 0; i < n; i++)
        {
            Assert.Equal(i, NegativePivots(matrix, n, values[i] - little));
            Assert.Equal(i + 1, NegativePivots(matrix, n, values[i] + little));
        }
    }

    [Theory, InlineData(5), InlineData(64)]
    public void Sum_and_sum_of_squares_are_those_of_the_matrix(int n)
    {
        double[] matrix = Random(n), values = SymmetricEigenvalues.Of(matrix, n);
        Near.Equal(Enumerable.Range(0, n).Sum(i => matrix[(i * n) + i]), values.Sum(), n, 1e-13);
        Near.Equal(matrix.Sum(v => v * v), values.Sum(v => v * v), matrix.Sum(v => v * v), 1e-13);
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

        double[] values = SymmetricEigenvalues.Of(matrix, n);
        for (int k = 1; k <= n; k++)
            Near.Equal(2 - (2 * Math.Cos(k * Math.PI / (n + 1))), values[k - 1], 4, 1e-14);
    }

    [Fact]
    public void Equal_values_and_zeros_are_found_as_often_as_they_are_there()
    {
        double[] diagonal = [3, 0, 3, -1, 3];
        double[] matrix = new double[25];
        for (int i = 0; i < 5; i++)
            matrix[i * 6] = diagonal[i];
        Assert.Equal([-1, 0, 3, 3, 3], SymmetricEigenvalues.Of(matrix, 5));
        Assert.Equal([0, 0, 0], SymmetricEigenvalues.Of(new double[9], 3));
    }

    [Fact]
    public void A_matrix_that_is_not_square_or_not_finite_is_refused()
    {
        Assert.Equal(
            "A matrix of 3 x 3 has 9 values, but 8 were given. Pass all rows.",
            Assert.Throws<ArgumentException>(() => SymmetricEigenvalues.Of(new double[8], 3)).Message);
        Assert.Contains("finite",
            Assert.Throws<ArgumentException>(() => SymmetricEigenvalues.Of([1, double.NaN, double.NaN, 1], 2)).Message);
    }

    private static int NegativePivots(double[] matrix, int n, double x)
    {
        double[] a = [.. matrix];
        int negative = 0;
        for (int i = 0; i < n; i++)
            a[i * (n + 1)] -= x;
        for (int k = 0; k < n; k++)
        {
            double pivot = a[k * (n + 1)];
            negative += pivot < 0 ? 1 : 0;
            for (int i = k + 1; i < n; i++)
            {
                for (int j = k + 1; j < n; j++)
                    a[(i * n) + j] -= a[(i * n) + k] * a[(k * n) + j] / pivot;
            }
        }

        return negative;
    }

    private static double[] Random(int n)
    {
        float[] values = Samples.Normal(n * n, (uint)n);
        return [.. Enumerable.Range(0, n * n).Select(i => (double)values[i] + values[((i % n) * n) + (i / n)])];
    }
}
