using Hush.Learning.Losses.Kernels;

namespace Hush.Learning.Losses;

/// <summary>Absolute error: l = |p - t|.</summary>
internal sealed class L1() : ElementwiseLoss<AbsoluteError>("l1");
