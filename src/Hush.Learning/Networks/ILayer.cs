namespace Hush.Learning.Networks;

/// <summary>The operation of a network node: a small immutable description without memory. Plans allocate the memory.</summary>
internal interface ILayer
{
    /// <summary>Name of the operation in model files, for example <c>conv</c>.</summary>
    string Operation { get; }

    /// <summary>Number of inputs.</summary>
    int Inputs { get; }

    /// <summary>Number of output channels for the given input channels.</summary>
    /// <param name="name">Name of the layer, for error messages.</param>
    /// <param name="inputs">Number of channels of each input.</param>
    /// <exception cref="ShapeException">The input channels do not fit the layer.</exception>
    int OutputChannels(string name, ReadOnlySpan<int> inputs);

    /// <summary>Change of the downsampling level: +1 if the output has half the height and width, -1 if it has twice, else 0.</summary>
    int LevelChange => 0;

    /// <summary>Learned parameters and running statistics, named <c>{layer}.{parameter}</c>. Most layers have none.</summary>
    /// <param name="name">Name of the layer.</param>
    IReadOnlyList<Parameter> Parameters(string name) => [];

    /// <summary>False for layers that imported networks have, which compute no gradients.</summary>
    bool IsTrainable => true;

    /// <summary>Multiply-adds per output pixel, by the definition of the operation.</summary>
    long MultiplyAddsPerPixel => 0;
}
