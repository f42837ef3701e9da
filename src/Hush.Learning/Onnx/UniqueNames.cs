namespace Hush.Learning.Onnx;

/// <summary>A set of names. A name that is taken gets a number: relu, relu_2, relu_3.</summary>
internal sealed class UniqueNames
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _next = new(StringComparer.Ordinal);   // so that equal names take linear time

    /// <summary>Adds the name, with a number if it is taken, and returns it.</summary>
    public string Reserve(string name)
    {
        if (_taken.Add(name))
            return name;
        int number = _next.GetValueOrDefault(name, 2);
        string unique;
        do
            unique = $"{name}_{number++}";
        while (!_taken.Add(unique));
        _next[name] = number;
        return unique;
    }
}
