using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Hush.Imaging.Estimation;

/// <summary>Eigenvalues of a real symmetric matrix, for n up to a few hundred. Takes about 4/3 n^3 multiply-adds.</summary>
/// <remarks>
/// Householder tridiagonalization, then QL steps with implicit shifts: Bowdler, Martin, Reinsch, Wilkinson, "The QR and QL Algorithms
/// for Symmetric Matrices", Numerische Mathematik 11, 1968. Errors are a few rounding errors of the largest eigenvalue. Loops are
/// optimized on first call, since tiered compilation would optimize them only after they are done.
/// </remarks>
internal sealed class SymmetricEigenvalues
{
    private const double Negligible = 1e-200;
    private const int MaxSteps = 60;       // per eigenvalue; two or three are typical

    private readonly int _n;
    private readonly double[] _diagonal, _beside;

    private SymmetricEigenvalues(int n) => (_n, _diagonal, _beside) = (n, new double[n], new double[n]);

    /// <summary>Returns the eigenvalues in ascending order.</summary>
    /// <param name="matrix">[n, n], symmetric, with both triangles.</param>
    /// <param name="n">Number of rows and columns, at least 1.</param>
    /// <exception cref="ArgumentException">The matrix has the wrong size or a non-finite value.</exception>
    public static double[] Of(ReadOnlySpan<double> matrix, int n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        if (matrix.Length != n * n)
            throw new ArgumentException($"A matrix of {n} x {n} has {n * n} values, but {matrix.Length} were given. Pass all rows.");
        foreach (double value in matrix)
        {
            if (!double.IsFinite(value))
                throw new ArgumentException("Eigenvalues need a matrix of finite values, but one is NaN or infinite. Omit such data.");
        }

        var work = new SymmetricEigenvalues(n);
        work.Tridiagonalize(matrix.ToArray());
        for (int i = 0; i < n; i++)
            work.Isolate(i);
        Array.Sort(work._diagonal);
        return work._diagonal;
    }

    /// <summary>
    /// Applies the reflection I - 2 v v'/(v'v) for each column k, which leaves one value beside the diagonal: A -= v w' + w v'.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Tridiagonalize(double[] a)
    {
        double[] v = new double[_n], w = new double[_n];
        for (int k = 0; k < _n - 2; k++)
        {
            int first = k + 1, count = _n - first;
            Span<double> x = v.AsSpan(0, count), p = w.AsSpan(0, count);
            a.AsSpan((k * _n) + first, count).CopyTo(x);
            double length = Math.Sqrt(Dot(x, x)), beside = x[0] > 0 ? -length : length;
            x[0] -= beside;
            double square = Dot(x, x);
            _beside[k] = beside;
            if (square < Negligible)
                continue;                                                               // already eliminated; 2 / square would overflow
            for (int i = 0; i < count; i++)
                p[i] = 2 / square * Dot(a.AsSpan(((first + i) * _n) + first, count), x);
            AddScaled(p, -Dot(x, p) / square, x);
            for (int i = 0; i < count; i++)
            {
                Span<double> row = a.AsSpan(((first + i) * _n) + first, count);
                AddScaled(row, -x[i], p);
                AddScaled(row, -p[i], x);
            }
        }

        for (int i = 0; i < _n; i++)
            _diagonal[i] = a[(i * _n) + i];
        if (_n > 1)
            _beside[_n - 2] = a[((_n - 2) * _n) + _n - 1];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
            sum += x[i] * y[i];
        return sum;
    }

    /// <summary>x += scale y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddScaled(Span<double> x, double scale, ReadOnlySpan<double> y)
    {
        for (int i = 0; i < x.Length; i++)
            x[i] += scale * y[i];
    }

    /// <summary>Applies QL steps until the eigenvalue at an index is isolated.</summary>
    private void Isolate(int start)
    {
        for (int step = 0; step < MaxSteps; step++)
        {
            int end = start;
            while (end < _n - 1
                && Math.Abs(_beside[end]) > double.Epsilon + (1e-16 * (Math.Abs(_diagonal[end]) + Math.Abs(_diagonal[end + 1]))))
                end++;
            if (end == start)
                return;
            Step(start, end);
        }

        Debug.Fail("QL steps converge for every finite symmetric matrix.");
    }

    /// <summary>One QL step on the indices from first to last: rotations chase the bulge from the end upward.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
        }

        d[first] -= moved;
        e[first] = shifted;
        e[last] = 0;
    }
}
