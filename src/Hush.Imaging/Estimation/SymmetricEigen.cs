using System.Diagnostics;
using System.Numerics.Tensors;

namespace Hush.Imaging.Estimation;

/// <summary>
/// A = V' diag(values) V for a real symmetric A: values in ascending order, the rows of V orthonormal eigenvectors. For the small
/// matrices of statistics, n up to a few hundred; about n^3 x 5 multiply-adds.
/// </summary>
/// <remarks>
/// Householder reflections to tridiagonal form, then QL steps with implicit shifts: Bowdler, Martin, Reinsch, Wilkinson, "The QR and QL
/// Algorithms for Symmetric Matrices", Numerische Mathematik 11, 1968. Errors are a few roundings of the largest value.
/// </remarks>
internal sealed class SymmetricEigen
{
    private const int MostSteps = 60;       // for one value; two or three are usual

    private readonly int _n;
    private readonly double[] _diagonal, _beside;
    private readonly double[] _vectors;

    /// <summary>Decomposes a matrix.</summary>
    /// <param name="matrix">[n, n], symmetric; the upper triangle counts.</param>
    /// <param name="n">Rows and columns, at least 1.</param>
    /// <exception cref="ArgumentException">The matrix has another size or a value that is not finite.</exception>
    public SymmetricEigen(ReadOnlySpan<double> matrix, int n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        if (matrix.Length != n * n)
            throw new ArgumentException($"A matrix of {n} x {n} has {n * n} values, but {matrix.Length} were given. Pass all rows.");
        if (!TensorPrimitives.IsFiniteAll(matrix))
            throw new ArgumentException("Eigenvalues need a matrix of finite values, but one is NaN or infinite. Leave such data out.");
        (_n, _diagonal, _beside, _vectors) = (n, new double[n], new double[n], new double[n * n]);
        for (int i = 0; i < n; i++)
            _vectors[(i * n) + i] = 1;
        Tridiagonalise(matrix.ToArray());
        for (int i = 0; i < n; i++)
            Isolate(i);
        Sort();
    }

    /// <summary>The eigenvalues, ascending.</summary>
    public ReadOnlySpan<double> Values => _diagonal;

    /// <summary>The unit eigenvector that belongs to a value.</summary>
    /// <param name="value">The value's place, from 0.</param>
    public ReadOnlySpan<double> Vector(int value) => Row(value);

    private Span<double> Row(int i) => _vectors.AsSpan(i * _n, _n);

    /// <summary>For each column k the reflection I - 2 v v'/(v'v) that leaves one value beside the diagonal: A -= v w' + w v'.</summary>
    private void Tridiagonalise(double[] a)
    {
        double[] v = new double[_n], w = new double[_n];
        for (int k = 0; k < _n - 2; k++)
        {
            int first = k + 1, count = _n - first;
            Span<double> x = v.AsSpan(0, count), p = w.AsSpan(0, count);
            a.AsSpan((k * _n) + first, count).CopyTo(x);
            double length = TensorPrimitives.Norm<double>(x), beside = x[0] > 0 ? -length : length;
            x[0] -= beside;
            double square = TensorPrimitives.SumOfSquares<double>(x);
            _beside[k] = beside;
            if (square == 0)
                continue;                                                               // nothing to remove
            for (int i = 0; i < count; i++)
                p[i] = 2 / square * TensorPrimitives.Dot<double>(a.AsSpan(((first + i) * _n) + first, count), x);
            TensorPrimitives.MultiplyAdd(x, -TensorPrimitives.Dot<double>(x, p) / square, p, p);
            for (int i = 0; i < count; i++)
            {
                Span<double> row = a.AsSpan(((first + i) * _n) + first, count);
                TensorPrimitives.MultiplyAdd(p, -x[i], row, row);
                TensorPrimitives.MultiplyAdd(x, -p[i], row, row);
            }

            Reflect(first, x, 2 / square);
        }

        for (int i = 0; i < _n; i++)
            _diagonal[i] = a[(i * _n) + i];
        if (_n > 1)
            _beside[_n - 2] = a[((_n - 2) * _n) + _n - 1];
    }

    /// <summary>V = (I - scale v v') V, on the rows from the first.</summary>
    private void Reflect(int first, ReadOnlySpan<double> v, double scale)
    {
        double[] sum = new double[_n];
        for (int i = 0; i < v.Length; i++)
            TensorPrimitives.MultiplyAdd(Row(first + i), v[i], sum, sum);
        for (int i = 0; i < v.Length; i++)
            TensorPrimitives.MultiplyAdd(sum, -scale * v[i], Row(first + i), Row(first + i));
    }

    /// <summary>QL steps until the value at a place stands alone.</summary>
    private void Isolate(int place)
    {
        for (int step = 0; step < MostSteps; step++)
        {
            int end = place;
            while (end < _n - 1 && Math.Abs(_beside[end]) > double.Epsilon + (1e-16 * (Math.Abs(_diagonal[end]) + Math.Abs(_diagonal[end + 1]))))
                end++;
            if (end == place)
                return;
            Step(place, end);
        }

        Debug.Fail("QL steps converge for every finite symmetric matrix.");
    }

    /// <summary>One QL step on the rows from first to last: rotations chase the shift's disturbance from the end upwards.</summary>
    private void Step(int first, int last)
    {
        double[] d = _diagonal, e = _beside;
        double half = (d[first + 1] - d[first]) / (2 * e[first]);
        double shifted = d[last] - d[first] + (e[first] / (half + Math.CopySign(Math.Sqrt((half * half) + 1), half)));
        double sine = 1, cosine = 1, moved = 0;
        for (int i = last - 1; i >= first; i--)
        {
            double f = sine * e[i], b = cosine * e[i], radius = Math.Sqrt((f * f) + (shifted * shifted));
            e[i + 1] = radius;
            if (radius == 0)
            {
                d[i + 1] -= moved;
                e[last] = 0;
                return;
            }

            (sine, cosine) = (f / radius, shifted / radius);
            double g = d[i + 1] - moved, r = ((d[i] - g) * sine) + (2 * cosine * b);
            moved = sine * r;
            d[i + 1] = g + moved;
            shifted = (cosine * r) - b;
            Rotate(i, cosine, sine);
        }

        d[first] -= moved;
        e[first] = shifted;
        e[last] = 0;
    }

    /// <summary>Rows i and i + 1 of V = (c x - s y, s x + c y).</summary>
    private void Rotate(int i, double cosine, double sine)
    {
        Span<double> x = Row(i), y = Row(i + 1);
        for (int k = 0; k < x.Length; k++)
            (x[k], y[k]) = ((cosine * x[k]) - (sine * y[k]), (sine * x[k]) + (cosine * y[k]));
    }

    private void Sort()
    {
        int[] order = [.. Enumerable.Range(0, _n)];
        Array.Sort(_diagonal, order);
        double[] unsorted = [.. _vectors];
        for (int i = 0; i < _n; i++)
            unsorted.AsSpan(order[i] * _n, _n).CopyTo(Row(i));
    }
}
