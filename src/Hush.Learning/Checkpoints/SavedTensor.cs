namespace Hush.Learning.Checkpoints;

/// <summary>Named numbers of a file: floats with their extents.</summary>
public sealed class SavedTensor
{
    internal SavedTensor(int[] shape, float[] values) => (Shape, Values) = (shape, values);

    /// <summary>Extents, the slowest first: [out, in, kh, kw] for the weight of a convolution. None for a single number.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The floats, the last extent running fastest; as many as the extents' product.</summary>
    public float[] Values { get; }

    /// <summary>The extents as errors print them, for example <c>[32, 1, 3, 3]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", Shape)}]";
}
