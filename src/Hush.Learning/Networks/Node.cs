namespace Hush.Learning.Networks;

/// <summary>One layer in its place in a network.</summary>
/// <param name="Index">Its place in the list; a node comes after its inputs.</param>
/// <param name="Name">Unique in the network; the first part of its parameters' names in a model file.</param>
/// <param name="Layer">What it computes.</param>
/// <param name="Inputs">Places of the nodes that it reads.</param>
/// <param name="Channels">Channels of its result.</param>
/// <param name="Level">Halvings of the image at its result: the result is H / 2^Level x W / 2^Level.</param>
public sealed record Node(int Index, string Name, ILayer Layer, IReadOnlyList<int> Inputs, int Channels, int Level);
