using System.Numerics;
using System.Numerics.Tensors;
using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Matrices;

/// <summary>
/// Approximately orthogonalizes a matrix with singular value decomposition U S V': returns U f(S) V', where f is close to 1 for
/// all singular values that are not tiny compared with the largest.
/// </summary>
/// <remarks>
/// f is p(x) = 3.4445 x - 4.7750 x³ + 2.0315 x⁵ iterated five times, after division by the Frobenius norm: singular values above
/// 0.02 of that norm end up between 0.68 and 1.14. Jordan et al., Muon: an optimizer for hidden layers in neural networks, 2024,
/// after Bernstein and Newhouse, Old optimizer, new norm, 2024. Each iteration multiplies X from the left by a polynomial in
/// G = X X'. These polynomials commute, so the iterations run on G, and X is multiplied only once, by their product.
/// </remarks>
internal static unsafe class NewtonSchulz
{
    private const int Rounds = 5;
    private const double Nothing = 1e-30;       // the momentum of filters without gradients decays to denormals with infinite reciprocals
    private const float First = 3.4445f, Third = -4.7750f, Fifth = 2.0315f;

    /// <summary>Size of the scratch memory, in floats.</summary>
    public static nint Scratch(int rows, int columns) => new Buffers(null, rows, columns).Length;

    /// <summary>Number of multiply-adds: two products with the matrix, the others with its Gram matrix.</summary>
    public static long MultiplyAdds(int rows, int columns)
    {
        long small = Math.Min(rows, columns), large = Math.Max(rows, columns);
        return small * small * ((2 * large) + ((Rounds + (3 * (Rounds - 1))) * small));
    }

    /// <summary><see cref="Run{T}"/> at the vector width of this process.</summary>
    public static void Run(float* x, int rows, int columns, float* scratch) =>
        VectorWidth.Run(new Kernel(x, rows, columns, scratch));

    /// <summary>x = U f(S) V', in place. x is [rows, columns] and finite. If its norm is below 1e-30, the result is zero.</summary>
    public static void Run<T>(float* x, int rows, int columns, float* scratch)
        where T : struct, ILane<T>
    {
        double norm = Norm(new ReadOnlySpan<float>(x, checked(rows * columns)));
        if (norm < Nothing)
        {
            new Span<float>(x, rows * columns).Clear();
            return;
        }

        var b = new Buffers(scratch, rows, columns);
        Load(x, rows, columns, (float)(1 / norm), b);
        MatrixPanels.PackTransposed<T>(b.X, b.Small, b.Large, b.Panels);
        MatrixProduct.Run<T>(b.X, b.Small, b.Large, b.Panels, b.Small, b.Gram);
        float* product = Polynomials<T>(b);
        MatrixPanels.Pack<T>(b.X, b.Small, b.Large, b.Panels);
        MatrixProduct.Run<T>(product, b.Small, b.Small, b.Panels, b.Large, b.X);
        Store(x, rows, columns, b);
    }

    /// <summary>
    /// The product of the polynomials p(G) = 3.4445 - 4.7750 G + 2.0315 G² of all iterations; each iteration replaces G by p(G) G p(G).
    /// </summary>
    private static float* Polynomials<T>(in Buffers b)
        where T : struct, ILane<T>
    {
        int n = b.Small;
        float* product = b.Product, spare = b.Spare;
        for (int round = 0; round < Rounds; round++)
        {
            MatrixPanels.Pack<T>(b.Gram, n, n, b.Panels);
            MatrixProduct.Run<T>(b.Gram, n, n, b.Panels, n, b.Polynomial);
            for (int i = 0; i < n * n; i += T.Width)
                T.Store(T.MulAdd(Third, T.Load(b.Gram + i), T.MulAdd(Fifth, T.Load(b.Polynomial + i), T.Zero)), b.Polynomial + i);
            for (int i = 0; i < n; i++)
                b.Polynomial[(i * n) + i] += First;
            if (round == 0)
                new ReadOnlySpan<float>(b.Polynomial, n * n).CopyTo(new Span<float>(product, n * n));

            if (round < Rounds - 1)
                MatrixProduct.Run<T>(b.Polynomial, n, n, b.Panels, n, spare);       // p(G) G
            MatrixPanels.Pack<T>(b.Polynomial, n, n, b.Panels);
            if (round < Rounds - 1)
                MatrixProduct.Run<T>(spare, n, n, b.Panels, n, b.Gram);
            if (round > 0)
            {
                MatrixProduct.Run<T>(product, n, n, b.Panels, n, spare);
                float* latest = spare;
                spare = product;
                product = latest;
            }
        }

        return product;
    }

    // In double precision, because the square of a tiny or huge float underflows or overflows.
    private static double Norm(ReadOnlySpan<float> x)
    {
        Vector<double> sums = Vector<double>.Zero;
        int i = 0;
        for (; i <= x.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(x[i..]), out Vector<double> low, out Vector<double> high);
            sums += (low * low) + (high * high);
        }

        double sum = Vector.Sum(sums);
        for (; i < x.Length; i++)
            sum += (double)x[i] * x[i];
        return Math.Sqrt(sum);
    }

    // Copies the scaled matrix to b.X, transposed if it has more rows than columns, and padded with zeros to multiples of any
    // vector width.
    private static void Load(float* x, int rows, int columns, float scale, in Buffers b)
    {
        new Span<float>(b.X, checked((int)((nint)b.Small * b.Large))).Clear();
        for (int row = 0; row < rows; row++, x += columns)
        {
            if (!b.IsUpright)
                TensorPrimitives.Multiply(new ReadOnlySpan<float>(x, columns), scale, new Span<float>(b.At(row, 0), columns));
            for (int column = 0; b.IsUpright && column < columns; column++)
                *b.At(row, column) = scale * x[column];
        }
    }

    private static void Store(float* x, int rows, int columns, in Buffers b)
    {
        for (int row = 0; row < rows; row++, x += columns)
        {
            if (!b.IsUpright)
                new ReadOnlySpan<float>(b.At(row, 0), columns).CopyTo(new Span<float>(x, columns));
            for (int column = 0; b.IsUpright && column < columns; column++)
                x[column] = *b.At(row, column);
        }
    }

    private readonly struct Kernel(float* x, int rows, int columns, float* scratch) : IKernel
    {
        public void Run<T>()
            where T : struct, ILane<T> => NewtonSchulz.Run<T>(x, rows, columns, scratch);
    }

    /// <summary>Scratch memory: the matrix, with at most as many rows as columns, its panels, and four square matrices.</summary>
    private readonly struct Buffers
    {
        private const int Lane = 16;

        public Buffers(float* scratch, int rows, int columns)
        {
            IsUpright = rows > columns;
            (Small, Large) = (AlignUp(Math.Min(rows, columns)), AlignUp(Math.Max(rows, columns)));
            nint square = (nint)Small * Small, whole = (nint)Small * Large;
            X = scratch;
            Panels = X + whole;
            Gram = Panels + whole;
            Polynomial = Gram + square;
            Product = Polynomial + square;
            Spare = Product + square;
            Length = (2 * whole) + (4 * square);
        }

        /// <summary>True if the input has more rows than columns; it is then stored transposed.</summary>
        public bool IsUpright { get; }

        /// <summary>Padded rows of X; also the side of the square matrices.</summary>
        public int Small { get; }

        /// <summary>Padded columns of X.</summary>
        public int Large { get; }

        public float* X { get; }

        public float* Panels { get; }

        public float* Gram { get; }

        public float* Polynomial { get; }

        public float* Product { get; }

        public float* Spare { get; }

        public nint Length { get; }

        /// <summary>The address in X of an element of the input matrix.</summary>
        public float* At(int row, int column) => X + (IsUpright ? ((nint)column * Large) + row : ((nint)row * Large) + column);

        private static int AlignUp(int extent) => (extent + Lane - 1) / Lane * Lane;
    }
}
