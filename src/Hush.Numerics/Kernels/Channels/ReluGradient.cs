using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Channels;

/// <summary>The gradient of ReLU. ReLU itself is an epilogue of the kernels that compute its input.</summary>
internal static unsafe class ReluGradient
{
    /// <summary>dy = dy where y &gt; 0, else 0, in place. y is the output of ReLU.</summary>
    public static void Apply(float* y, float* dy, nint length) =>
        VectorWidth.Run(new Kernel(y, dy, length));

    /// <inheritdoc cref="Apply"/>
    public static void Apply<T>(float* y, float* dy, nint length)
        where T : struct, ILane<T>
    {
        nint i = 0;
        for (; i + T.Width <= length; i += T.Width)
            T.Store(T.WherePositive(T.Load(y + i), T.Load(dy + i)), dy + i);
        for (; i < length; i++)
            dy[i] = y[i] > 0 ? dy[i] : 0;
    }

    private readonly struct Kernel(float* y, float* dy, nint length) : IKernel
    {
        public void Run<T>()
            where T : struct, ILane<T> => Apply<T>(y, dy, length);
    }
}
