using System.Runtime.Intrinsics;

namespace Hush.Numerics;

/// <summary>The widest vectors that kernels use on this machine.</summary>
public static class VectorWidth
{
    /// <summary>512, 256 or 128 bits.</summary>
    public static int Bits => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
}
