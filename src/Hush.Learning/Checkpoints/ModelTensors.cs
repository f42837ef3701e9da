using Hush.Learning.Networks;

namespace Hush.Learning.Checkpoints;

/// <summary>Reads and writes a network's weights as tensors of a safetensors file, named after the parameters.</summary>
internal static class ModelTensors
{
    /// <summary>
    /// Largest valid magnitude of a weight, far above what training produces. Larger weights overflow within a few layers; ReLU
    /// then turns NaN into 0, and the output into a black image.
    /// </summary>
    public const float MaxWeight = 1e9f;

    /// <summary>Adds all weights to a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="prefix">Prefix of the tensor names.</param>
    /// <param name="network">The network.</param>
    /// <param name="weights">The weights of the network.</param>
    public static void Add(SafetensorsFile file, string prefix, Network network, Weights weights)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(weights);
        foreach (Parameter parameter in network.Parameters)
            file.Add(prefix + parameter.Name, [.. parameter.Dimensions], weights[parameter.Name]);
    }

    /// <summary>Checks that a file has tensors of the right shapes, before memory is allocated for them.</summary>
    /// <param name="file">The file.</param>
    /// <param name="prefix">Prefix of the tensor names.</param>
    /// <param name="parameters">The parameters of the network.</param>
    /// <param name="source">Name of the file in error messages.</param>
    /// <exception cref="CheckpointException">Tensors are missing or have other shapes; the message lists them.</exception>
    public static void EnsureMatch(SafetensorsFile file, string prefix, IReadOnlyList<Parameter> parameters, string source)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(parameters);
        var problems = new List<string>();
        foreach (Parameter parameter in parameters)
        {
            if (!file.Tensors.TryGetValue(prefix + parameter.Name, out SavedTensor? saved))
                problems.Add($"{parameter.Name}: not in the file");
            else if (!saved.Shape.SequenceEqual(parameter.Dimensions))
                problems.Add($"{parameter.Name}: the file has {saved}, the network needs {parameter.ShapeText}");
        }

        if (problems.Count > 0)
            throw new CheckpointException($"'{source}' does not match this network:\n  " + string.Join("\n  ", problems));
    }

    /// <summary>Reads all weights from a file. If a tensor does not fit, none are changed.</summary>
    /// <param name="file">The file.</param>
    /// <param name="prefix">Prefix of the tensor names.</param>
    /// <param name="weights">Receives the weights.</param>
    /// <param name="source">Name of the file in error messages.</param>
    /// <exception cref="CheckpointException">Tensors are missing or have other shapes; the message lists them.</exception>
    public static void Read(SafetensorsFile file, string prefix, Weights weights, string source)
    {
        ArgumentNullException.ThrowIfNull(weights);
        EnsureMatch(file, prefix, weights.Layout.Parameters, source);
        foreach (Parameter parameter in weights.Layout.Parameters)
            file.Tensors[prefix + parameter.Name].Values.CopyTo(weights[parameter.Name]);
    }
}
