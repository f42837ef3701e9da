using Hush.Numerics;

namespace Hush.Learning.Networks;

/// <summary>What a node of a network computes: a small immutable description without memory. A plan gives it memory.</summary>
public interface ILayer
{
    /// <summary>The operation's name in model files and drawings, for example <c>conv</c>.</summary>
    string Operation { get; }

    /// <summary>How many inputs it takes.</summary>
    int Inputs { get; }

    /// <summary>Channels of the result, from the channels of the inputs.</summary>
    /// <exception cref="ShapeException">The inputs' channels do not fit; the message names the layer.</exception>
    int OutputChannels(string name, ReadOnlySpan<int> inputs);

    /// <summary>Halvings of the image: +1 where the result has half the height and width, -1 where it has twice, else 0.</summary>
    int LevelChange => 0;

    /// <summary>What it learns and what it keeps, named behind the layer's name; empty for most layers.</summary>
    IReadOnlyList<Parameter> Parameters(string name) => [];

    /// <summary>Multiply-adds for a result pixel, by the definition.</summary>
    long MultiplyAddsPerPixel => 0;
}
