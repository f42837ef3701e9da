using Hush.Learning.Losses.Kernels;

namespace Hush.Learning.Losses;

/// <summary>Squared error: l = (p - t)². Its mean over all elements is the MSE in the definition of PSNR.</summary>
internal sealed class Mse() : ElementwiseLoss<SquaredError>("mse");
