namespace Hush.Learning.Checkpoints;

/// <summary>A tensor of a safetensors file.</summary>
internal sealed class SavedTensor
{
    internal SavedTensor(int[] shape, float[] values) => (Shape, Values) = (shape, values);

    /// <summary>The dimensions in row-major order: [out, in, kh, kw] for convolution filters. Empty for a scalar.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The values, in row-major order.</summary>
    public float[] Values { get; }

    /// <summary>The dimensions as text, for example <c>[32, 1, 3, 3]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", Shape)}]";
}
