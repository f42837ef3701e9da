namespace Hush.Learning.Networks.Layers;

/// <summary>A convolution with stride 1 that keeps the size of the image. Its weights are [out, in, height, width].</summary>
internal interface IConvolution : ILayer
{
    int InChannels { get; }

    int OutChannels { get; }

    /// <summary>Number of weights per pair of channels: height x width of the window.</summary>
    int Taps { get; }

    /// <summary>True for a bias per output channel.</summary>
    bool Bias { get; }

    /// <summary>Rows and columns that the window extends beyond its center, on each side.</summary>
    int Radius { get; }
}
