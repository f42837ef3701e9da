using static Hush.Learning.Onnx.Export.GraphWriter;

namespace Hush.Learning.Onnx.Export;

/// <summary>
/// Pads images at the right and bottom to multiples of the network's alignment by symmetric reflection, as plans do, and crops the
/// estimate. ONNX has no such padding mode, so rows and columns are gathered by computed indices: i mod 2n, mirrored from n on.
/// </summary>
internal sealed class AlignmentPadding
{
    private readonly Dictionary<int, string> _sizes = [];
    private readonly GraphWriter _graph;
    private readonly string _image;
    private readonly int _alignment;
    private string? _size, _padded;

    /// <param name="graph">The graph, to which nodes are appended on demand.</param>
    /// <param name="image">Name of the image, [N, C, H, W].</param>
    /// <param name="alignment">The alignment in pixels; 1 needs no padding.</param>
    public AlignmentPadding(GraphWriter graph, string image, int alignment) =>
        (_graph, _image, _alignment) = (graph, image, alignment);

    private string Size => _size ??= _graph.Node("Shape", "size", [_image], [Attribute("start", 2)]);

    private string Padded => _padded ??= _alignment == 1 ? Size : PaddedSize();

    /// <summary>The padded image.</summary>
    public string Pad(string image)
    {
        if (_alignment == 1)
            return image;
        image = Gather(image, "rows", 0);
        return Gather(image, "columns", 1);
    }

    /// <summary>The estimate without the padding, under the given name.</summary>
    public void Crop(string estimate, string output) => _graph.Node(
        "Slice", "crop", [estimate, _graph.Integers("crop/starts", 0, 0), Size, _graph.Integers("crop/axes", 2, 3)], output: output);

    /// <summary>Name of the height and width at a downsampling level, a list of two integers.</summary>
    public string SizeAt(int level)
    {
        if (level == 0)
            return Padded;
        if (!_sizes.TryGetValue(level, out string? size))
            _sizes[level] = size = _graph.Node("Div", $"size/{1 << level}", [Padded, _graph.Integer($"level/{1 << level}", 1 << level)]);
        return size;
    }

    private string PaddedSize()
    {
        string step = _graph.Integer("alignment", _alignment);
        string up = _graph.Node("Add", "size/up", [Size, _graph.Integer("alignment/less_1", _alignment - 1)]);
        return _graph.Node("Mul", "size/padded", [_graph.Node("Div", "size/steps", [up, step]), step]);
    }

    private string Gather(string image, string axis, int index)
    {
        string which = _graph.Integer($"axis/{index}", index), two = _graph.Integer("two", 2), one = _graph.Integer("one", 1);
        string extent = _graph.Node("Gather", $"{axis}/extent", [Size, which]);
        string padded = _graph.Node("Gather", $"{axis}/padded", [Padded, which]);
        string all = _graph.Node("Range", $"{axis}/all", [_graph.Integer("zero", 0), padded, one]);
        string period = _graph.Node("Mul", $"{axis}/period", [extent, two]);
        string ahead = _graph.Node("Mod", $"{axis}/ahead", [all, period]);
        string last = _graph.Node("Sub", $"{axis}/last", [period, one]);
        string back = _graph.Node("Sub", $"{axis}/back", [last, ahead]);
        string indices = _graph.Node("Min", $"{axis}/reflected", [ahead, back]);
        return _graph.Node("Gather", axis, [image, indices], [Attribute("axis", 2 + index)]);
    }
}
