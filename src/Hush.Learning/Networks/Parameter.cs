namespace Hush.Learning.Networks;

/// <summary>Initialization of a parameter.</summary>
internal enum Initial
{
    /// <summary>
    /// Normal distribution with standard deviation scale * sqrt(2 / fan-in). He, Zhang, Ren, Sun: Delving deep into rectifiers,
    /// ICCV 2015, eq. 10.
    /// </summary>
    HeNormal,

    /// <summary>All zeros.</summary>
    Zero,

    /// <summary>All ones.</summary>
    One,
}

/// <summary>A named parameter array of a network.</summary>
/// <param name="Name">Name in model files: layer name, a dot, and the name that PyTorch uses, for example <c>enc1.weight</c>.</param>
/// <param name="Dimensions">Dimensions in PyTorch's order: [out, in, kh, kw] for filters, [out] for biases.</param>
/// <param name="Initial">Initialization.</param>
/// <param name="Scale">Factor on the standard deviation of He initialization.</param>
/// <param name="Learned">False for running statistics, which the optimizer does not change.</param>
internal sealed record Parameter(string Name, IReadOnlyList<int> Dimensions, Initial Initial, float Scale = 1, bool Learned = true)
{
    /// <summary>Number of values.</summary>
    public int Count { get; } = Dimensions.Aggregate(1, (product, d) => checked(product * d));

    /// <summary>The dimensions as text, for example <c>[32, 1, 3, 3]</c>.</summary>
    public string ShapeText => $"[{string.Join(", ", Dimensions)}]";
}
