namespace Hush.Learning.Losses;

/// <summary>The available loss functions, by name.</summary>
internal static class Loss
{
    private static readonly ILoss[] s_all = [new Mse(), new L1(), new BinaryCrossEntropy(), new LogMse()];

    /// <summary>The names: mse, l1, bce, log-mse.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_all.Select(l => l.Name)];

    /// <summary>Returns the loss with the given name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">There is no loss with this name; the message lists the names.</exception>
    public static ILoss Get(string name) => s_all.FirstOrDefault(l => l.Name == name)
        ?? throw new ArgumentException($"Unknown loss '{name}'. Choose one of {string.Join(", ", Names)}.", nameof(name));
}
