using Hush.Learning.Networks;

namespace Hush.Learning.Checkpoints;

/// <summary>A network's weights as tensors of a safetensors file, each under its parameter's name.</summary>
public static class ModelTensors
{
    /// <summary>
    /// Far above what training reaches. Larger weights overflow within a few layers, where a rectifier turns NaN into 0 and the result into
    /// a black image.
    /// </summary>
    public const float LargestWeight = 1e9f;

    /// <summary>Adds all weights to a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="prefix">Put before each name.</param>
    /// <param name="network">Whose weights they are.</param>
    /// <param name="weights">The weights.</param>
    public static void Add(SafetensorsFile file, string prefix, Network network, Weights weights)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(weights);
        foreach (Parameter parameter in network.Parameters)
            file.Add(prefix + parameter.Name, [.. parameter.Dimensions], weights[parameter.Name]);
    }

    /// <summary>Refuses a file that does not hold a network's weights, before anything is allocated for them.</summary>
    /// <param name="file">The file.</param>
    /// <param name="prefix">Put before each name.</param>
    /// <param name="parameters">What the network needs.</param>
    /// <param name="source">What errors call the file.</param>
    /// <exception cref="CheckpointException">Tensors are missing or have other shapes; the message lists them.</exception>
    public static void Check(SafetensorsFile file, string prefix, IReadOnlyList<Parameter> parameters, string source)
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
            throw new CheckpointException($"'{source}' does not fit this network:\n  " + string.Join("\n  ", problems));
    }

    /// <summary>Reads all weights from a file, or none: what does not fit is said at once.</summary>
    /// <param name="file">The file.</param>
    /// <param name="prefix">Put before each name.</param>
    /// <param name="weights">Receives them.</param>
    /// <param name="source">What errors call the file.</param>
    /// <exception cref="CheckpointException">Tensors are missing or have other shapes; the message lists them.</exception>
    public static void Read(SafetensorsFile file, string prefix, Weights weights, string source)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Check(file, prefix, weights.Layout.Parameters, source);
        foreach (Parameter parameter in weights.Layout.Parameters)
            file.Tensors[prefix + parameter.Name].Values.CopyTo(weights[parameter.Name]);
    }
}
