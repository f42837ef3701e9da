using Hush.Numerics;
using Hush.Numerics.Random;

namespace Hush.Learning.Networks;

/// <summary>Offsets of a network's parameters in a flat buffer: learned parameters first, each aligned to 16 floats.</summary>
internal sealed class WeightLayout
{
    private readonly Dictionary<string, (int Offset, int Count)> _places = new(StringComparer.Ordinal);

    /// <summary>Computes the layout for a network.</summary>
    /// <param name="network">The network.</param>
    public WeightLayout(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        Parameters = network.Parameters;
        int end = 0;
        foreach (Parameter parameter in Parameters)
        {
            _places.Add(parameter.Name, (end, parameter.Count));
            end = checked(end + Align.Up(parameter.Count));
            if (parameter.Learned)
                Learned = end;
        }

        Length = end;
    }

    /// <summary>The parameters in buffer order.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Length of the buffer in floats, including padding.</summary>
    public int Length { get; }

    /// <summary>Length in floats of the learned parameters at the start of the buffer, including padding.</summary>
    public int Learned { get; }

    /// <summary>Offset of a parameter, in floats.</summary>
    /// <param name="name">Name of the parameter.</param>
    /// <exception cref="KeyNotFoundException">The network has no such parameter.</exception>
    public int OffsetOf(string name) => _places[name].Offset;

    internal (int Offset, int Count) PlaceOf(string name) => _places[name];
}

/// <summary>
/// The weights of a network, or other values with the same layout (gradients, averages, optimizer state). One aligned buffer with
/// a named slice per parameter; filters are [out, in, kh, kw] as in model files.
/// </summary>
internal sealed class Weights : IDisposable
{
    /// <summary>Creates a buffer of zeros.</summary>
    /// <param name="layout">The layout of the buffer.</param>
    public Weights(WeightLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        Layout = layout;
        Memory = new AlignedMemory(layout.Length);
    }

    /// <summary>The layout of the buffer.</summary>
    public WeightLayout Layout { get; }

    /// <summary>The memory of the buffer.</summary>
    public AlignedMemory Memory { get; }

    /// <summary>The learned parameters.</summary>
    public Span<float> Learned => Memory.Span[..Layout.Learned];

    /// <summary>The values of one parameter.</summary>
    /// <param name="name">Name of the parameter.</param>
    /// <exception cref="KeyNotFoundException">The network has no such parameter.</exception>
    public Span<float> this[string name]
    {
        get
        {
            var (offset, count) = Layout.PlaceOf(name);
            return Memory.Span.Slice(offset, count);
        }
    }

    /// <summary>Creates initial weights. The random numbers depend on the seed and the index of the parameter only.</summary>
    /// <param name="network">The network.</param>
    /// <param name="seed">The random seed.</param>
    public static Weights Initialize(Network network, ulong seed)
    {
        var weights = new Weights(new WeightLayout(network));
        for (int i = 0; i < network.Parameters.Count; i++)
            Draw(network.Parameters[i], weights[network.Parameters[i].Name], new RandomKey(seed, RandomPurpose.Weights, 0, (uint)i));
        return weights;
    }

    /// <summary>Fills <paramref name="values"/> with initial values for the parameter.</summary>
    internal static void Draw(Parameter parameter, Span<float> values, in RandomKey key)
    {
        switch (parameter.Initial)
        {
            case Initial.Zero:
                values.Clear();
                break;
            case Initial.One:
                values.Fill(1);
                break;
            case Initial.HeNormal:
                int inputs = parameter.Count / parameter.Dimensions[0];
                DrawNormal(values, parameter.Scale * Math.Sqrt(2.0 / inputs), key);
                break;
        }
    }

    /// <summary>Copies all values from a buffer with the same layout.</summary>
    /// <param name="other">The source.</param>
    public void CopyFrom(Weights other)
    {
        ArgumentNullException.ThrowIfNull(other);
        other.Memory.Span.CopyTo(Memory.Span);
    }

    /// <inheritdoc/>
    public void Dispose() => Memory.Dispose();

    private static void DrawNormal(Span<float> values, double deviation, in RandomKey key)
    {
        for (int i = 0; i < values.Length; i++)
        {
            double u = 1 - Philox.Uniform(key, (uint)(2 * i)), v = Philox.Uniform(key, (uint)((2 * i) + 1));
            values[i] = (float)(deviation * Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * v));
        }
    }
}
