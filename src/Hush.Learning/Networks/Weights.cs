using Hush.Numerics;
using Hush.Numerics.Random;

namespace Hush.Learning.Networks;

/// <summary>Where each parameter of a network lies in a flat buffer: learned ones first, each at a multiple of 16 floats.</summary>
public sealed class WeightLayout
{
    private readonly Dictionary<string, (int Offset, int Count)> _places = new(StringComparer.Ordinal);

    /// <summary>Lays a network's parameters out.</summary>
    public WeightLayout(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        Parameters = network.Parameters;
        int end = 0;
        foreach (Parameter parameter in Parameters)
        {
            _places.Add(parameter.Name, (end, parameter.Count));
            end = checked(end + ((parameter.Count + 15) / 16 * 16));
            if (parameter.Learned)
                Learned = end;
        }

        Length = end;
    }

    /// <summary>The parameters, in the order of the buffer.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Floats of a buffer, padding included.</summary>
    public int Length { get; }

    /// <summary>Floats of its learned part, which comes first.</summary>
    public int Learned { get; }

    /// <summary>Where a parameter begins.</summary>
    public int OffsetOf(string name) => _places[name].Offset;

    internal (int Offset, int Count) PlaceOf(string name) => _places[name];
}

/// <summary>
/// Numbers for a network: its weights, or anything of the same layout (gradients, averages, an optimizer's moments). One aligned
/// buffer with named slices; filters are [out, in, kh, kw] as in model files.
/// </summary>
public sealed class Weights : IDisposable
{
    /// <summary>All zero.</summary>
    public Weights(WeightLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        Layout = layout;
        Memory = new AlignedMemory(layout.Length);
    }

    /// <summary>Where the slices lie.</summary>
    public WeightLayout Layout { get; }

    /// <summary>The buffer.</summary>
    public AlignedMemory Memory { get; }

    /// <summary>The part that an optimizer changes.</summary>
    public Span<float> Learned => Memory.Span[..Layout.Learned];

    /// <summary>One parameter's values.</summary>
    /// <param name="name">Its name in model files.</param>
    public Span<float> this[string name]
    {
        get
        {
            var (offset, count) = Layout.PlaceOf(name);
            return Memory.Span.Slice(offset, count);
        }
    }

    /// <summary>Initial weights: each parameter as it asks for, drawn from the seed and its place in the list.</summary>
    public static Weights Initialise(Network network, ulong seed)
    {
        var weights = new Weights(new WeightLayout(network));
        for (int i = 0; i < network.Parameters.Count; i++)
            Draw(network.Parameters[i], weights[network.Parameters[i].Name], new RandomKey(seed, RandomPurpose.Weights, 0, (uint)i));
        return weights;
    }

    /// <summary>A parameter's values as it asks for them.</summary>
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
            case Initial.He:
                int inputs = parameter.Count / parameter.Dimensions[0];
                DrawNormal(values, parameter.Scale * Math.Sqrt(2.0 / inputs), key);
                break;
        }
    }

    /// <summary>Copies all values of another buffer of the same layout.</summary>
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
