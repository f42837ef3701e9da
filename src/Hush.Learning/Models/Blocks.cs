using Hush.Learning.Networks;

namespace Hush.Learning.Models;

/// <summary>Building blocks shared by the networks.</summary>
internal static class Blocks
{
    /// <summary>relu(norm(conv(x))).</summary>
    public static NodeRef Plain(NodeRef x, string name, int width, UNetOptions options) => Convolution(x, name, width, options).Relu();

    /// <summary>
    /// x + conv(relu(conv(x))). The last convolution is initialized at a tenth of the He scale, so that the block starts close to
    /// the identity.
    /// </summary>
    public static NodeRef Residual(NodeRef x, string name, UNetOptions options)
    {
        NodeRef inner = Plain(x, $"{name}a", (int)Math.Round(options.Expansion * x.Channels, MidpointRounding.AwayFromZero), options);
        return x + Convolution(inner, $"{name}b", x.Channels, options, options.SecondKernel, scale: 0.1f);
    }

    /// <summary>
    /// norm(conv(x)), or conv(x) without normalization. There is no bias before a normalization, which would subtract it again.
    /// </summary>
    public static NodeRef Convolution(NodeRef x, string name, int width, UNetOptions options, int kernel = 3, float scale = 1)
    {
        NodeRef y = x.Conv(name, width, kernel, options.Bias && !options.BatchNorm, scale);
        return options.BatchNorm ? y.BatchNorm($"{name}_norm") : y;
    }
}
