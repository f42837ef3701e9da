using System.Runtime.Intrinsics;

namespace Hush.Numerics.Tests.Kernels;

/// <summary>The vector width of the machine that runs the tests.</summary>
internal static class HardwareLane
{
    /// <summary>Width in bits of the widest vectors that the runtime uses; 0 without vectors.</summary>
    public static int Bits =>
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;

    /// <summary>Width in floats of the lanes that the kernels choose; 4 without vectors.</summary>
    public static int Width => Math.Max(Bits / 32, 4);
}
