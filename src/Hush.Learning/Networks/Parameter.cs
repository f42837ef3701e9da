namespace Hush.Learning.Networks;

/// <summary>How a parameter begins.</summary>
public enum Initial
{
    /// <summary>
    /// Normal, deviation scale x sqrt(2 / inputs of a result). He, Zhang, Ren, Sun: Delving deep into rectifiers, ICCV 2015, eq. 10.
    /// </summary>
    He,

    /// <summary>All 0.</summary>
    Zero,

    /// <summary>All 1.</summary>
    One,
}

/// <summary>A named array of a network's weights.</summary>
/// <param name="Name">Its name in model files: layer name, a dot, and PyTorch's name for it.</param>
/// <param name="Dimensions">Its extents in PyTorch's order: [out, in, kh, kw] for a filter, [out] for a bias.</param>
/// <param name="Initial">How it begins.</param>
/// <param name="Scale">Factor on He's deviation.</param>
/// <param name="Learned">False for running statistics, which training measures and the optimizer leaves alone.</param>
public sealed record Parameter(string Name, IReadOnlyList<int> Dimensions, Initial Initial, float Scale = 1, bool Learned = true)
{
    /// <summary>Values in the array.</summary>
    public int Count { get; } = Dimensions.Aggregate(1, (product, d) => checked(product * d));

    /// <summary>[a, b, ...] as errors and cards print it.</summary>
    public string ShapeText => $"[{string.Join(", ", Dimensions)}]";
}
