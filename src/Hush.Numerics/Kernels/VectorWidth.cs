using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Hush.Numerics.Kernels.Lanes;
using Hush.Numerics.Random.Kernels;

namespace Hush.Numerics;

/// <summary>A kernel with its arguments, for any vector width.</summary>
internal interface IKernel
{
    void Run<T>()
        where T : struct, ILane<T>;
}

/// <summary>A kernel over 32-bit words with its arguments, for any vector width.</summary>
internal interface IWordKernel
{
    void Run<T>()
        where T : struct, IWordLane<T>;
}

/// <summary>The vector width of all kernels, chosen once per process.</summary>
/// <remarks>
/// The widest vectors that the CPU supports, or at most as many bits as the environment variable <c>HUSH_VECTOR_BITS</c> says:
/// 128, 256, or 512. Other values are ignored.
/// </remarks>
internal static class VectorWidth
{
    private const string Variable = "HUSH_VECTOR_BITS";

    /// <summary>Vector width in bits: 512, 256 or 128.</summary>
    public static int Bits { get; } = Choose(Supported, Environment.GetEnvironmentVariable(Variable));

    /// <summary>Floats per vector.</summary>
    internal static int Floats => Bits / 32;

    /// <summary>False if vectors of 128 bits are computed element by element.</summary>
    internal static bool IsAccelerated => Vector128.IsHardwareAccelerated;

    /// <summary>The widest vectors of this CPU, in bits.</summary>
    // Not Vector512.IsHardwareAccelerated, which is false on Intel CPUs that lower their clock for 512-bit vectors (Skylake-X,
    // Cascade Lake): these kernels are faster with them nevertheless, and Vector512<T> compiles to AVX-512 wherever .NET supports it.
    // .NET supports AVX-512 only as a whole (F, BW, CD, DQ, and VL), so that F stands for all that the lanes use.
    internal static int Supported => Avx512F.IsSupported ? 512 : Avx2.IsSupported ? 256 : 128;

    /// <summary>Runs a kernel at the chosen width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Run<TKernel>(TKernel kernel)
        where TKernel : struct, IKernel
    {
        // Optimized code contains only the chosen call, because Bits is read-only. IsSupported is a constant even without optimization,
        // so that the runtime loads no types of a width that the CPU lacks.
        if (Avx512F.IsSupported && Bits == 512)
            kernel.Run<Lane512>();
        else if (Avx2.IsSupported && Bits >= 256)
            kernel.Run<Lane256>();
        else
            kernel.Run<Lane128>();
    }

    /// <summary>Runs a kernel over words at the chosen width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void RunWords<TKernel>(TKernel kernel)
        where TKernel : struct, IWordKernel, allows ref struct
    {
        if (Avx512F.IsSupported && Bits == 512)
            kernel.Run<Words512>();
        else if (Avx2.IsSupported && Bits >= 256)
            kernel.Run<Words256>();
        else
            kernel.Run<Words128>();
    }

    /// <summary>The requested width if it is one and supported, else the supported one.</summary>
    internal static int Choose(int supported, string? requested) =>
        int.TryParse(requested, NumberStyles.None, CultureInfo.InvariantCulture, out int bits) && bits is 128 or 256 or 512
            ? Math.Min(bits, supported)
            : supported;
}
