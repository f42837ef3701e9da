namespace Hush.Learning.Networks;

/// <summary>A layer of a network, with its position in the graph.</summary>
/// <param name="Index">Index in <see cref="Network.Nodes"/>. A node comes after its inputs.</param>
/// <param name="Name">Unique name; the prefix of its parameters in model files.</param>
/// <param name="Layer">The operation.</param>
/// <param name="Inputs">Indices of the input nodes.</param>
/// <param name="Channels">Number of output channels.</param>
/// <param name="Level">Downsampling level of the output: its size is H / 2^Level x W / 2^Level.</param>
internal sealed record Node(int Index, string Name, ILayer Layer, IReadOnlyList<int> Inputs, int Channels, int Level);
