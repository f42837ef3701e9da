using System.Runtime.Intrinsics;

namespace Hush.Numerics.Tests.Kernels;

/// <summary>What the machine that runs the tests has.</summary>
internal static class HardwareLane
{
    /// <summary>Bits of the widest vector that the runtime uses; 0 without any.</summary>
    public static int Bits =>
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;

    /// <summary>Floats of the lane that the kernels choose: four where there are no vectors at all.</summary>
    public static int Width => Math.Max(Bits / 32, 4);
}
