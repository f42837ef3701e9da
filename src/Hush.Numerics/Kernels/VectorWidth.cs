using System.Runtime.Intrinsics;

namespace Hush.Numerics;

/// <summary>The widest vectors that the kernels use on this machine.</summary>
internal static class VectorWidth
{
    /// <summary>Vector width in bits: 512, 256 or 128.</summary>
    public static int Bits => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
}
