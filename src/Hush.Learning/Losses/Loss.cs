namespace Hush.Learning.Losses;

/// <summary>The losses that there are, by name.</summary>
public static class Loss
{
    private static readonly ILoss[] s_all = [new Mse(), new L1(), new BinaryCrossEntropy()];

    /// <summary>mse, l1, bce.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_all.Select(l => l.Name)];

    /// <summary>The loss of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists the names.</exception>
    public static ILoss Named(string name) => s_all.FirstOrDefault(l => l.Name == name)
        ?? throw new ArgumentException($"There is no loss '{name}'. Choose one of {string.Join(", ", Names)}.", nameof(name));
}
