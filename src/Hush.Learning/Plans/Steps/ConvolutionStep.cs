using System.Numerics.Tensors;
using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Numerics;
using Hush.Numerics.Kernels.Channels;
using Hush.Numerics.Kernels.Convolution;

namespace Hush.Learning.Plans.Steps;

/// <summary>
/// Convolution with what can be fused to it: an upsampling before it (folded into four 2x2 convolutions), a batch normalisation behind
/// it (inference: scaled into the filters), a rectifier at the end.
/// </summary>
internal sealed unsafe class ConvolutionStep : IWeightedStep
{
    private readonly Conv2d _layer;
    private readonly PlannedValue _x, _y;
    private readonly bool _folded, _relu;
    private readonly string? _norm;
    private readonly WindowProduct[] _forward;
    private readonly WindowProduct? _adjoint;
    private readonly Workspace _workspace;
    private readonly nint _bias, _zero, _filters, _foldedFilters;
    private readonly nint[] _gradients = [];        // of each chunk: the products' sums one behind the other
    private readonly nint[] _biasGradients = [];    // of each chunk, in double
    private bool _accumulate;

    /// <summary>Plans the step.</summary>
    /// <param name="node">The convolution.</param>
    /// <param name="x">What it reads; what the upsampling reads, where that is folded.</param>
    /// <param name="y">What it writes.</param>
    /// <param name="fusion">What is fused to it.</param>
    /// <param name="memory">Where it gets memory from.</param>
    /// <param name="chunks">Chunks of a training batch; 0 for inference.</param>
    public ConvolutionStep(Node node, PlannedValue x, PlannedValue y, ConvolutionFusion fusion, Workspace memory, int chunks)
    {
        Name = node.Name;
        _layer = (Conv2d)node.Layer;
        (_x, _y, _workspace) = (x, y, memory);
        (_folded, _relu, _norm) = (fusion.Upsampled, fusion.Relu, fusion.Norm);
        _forward = _folded
            ? [.. Enumerable.Range(0, 4).Select(k => WindowProduct.FoldedQuarter(x.Data, y.Data, k / 2, k % 2, memory))]
            : [WindowProduct.Same(x.Data, y.Data, _layer.Kernel, memory)];
        int filters = _layer.Output * _layer.Input;
        _filters = memory.Reserve((nint)filters * _layer.Kernel * _layer.Kernel);
        _foldedFilters = memory.Reserve(_folded ? (nint)filters * UpsampleFolding.Taps : 0);
        _bias = memory.Reserve(y.Data.Used);
        _zero = memory.Reserve(x.Data.Used);
        if (chunks == 0)
            return;

        if (x.Gradient is { } dx)
            _adjoint = _folded ? WindowProduct.FoldedAdjoint(y.Gradient!, dx, memory) : WindowProduct.Same(y.Gradient!, dx, _layer.Kernel, memory);
        _gradients = [.. Enumerable.Range(0, chunks).Select(_ => memory.Reserve(GradientLength))];
        _biasGradients = [.. Enumerable.Range(0, chunks).Select(_ => memory.Reserve(2 * y.Data.Used))];
    }

    public string Name { get; }

    public int Rows => _folded ? _x.Data.Height : _y.Data.Height;

    public void Prepare(Weights weights)
    {
        var source = weights[$"{Name}.weight"];
        var filters = new Span<float>(_workspace.At(_filters), source.Length);
        source.CopyTo(filters);
        var bias = new Span<float>(_workspace.At(_bias), _y.Data.Used);
        for (int o = 0; o < _layer.Output; o++)
            bias[_y.Data.Slots[o]] = _layer.Bias ? weights[$"{Name}.bias"][o] : 0;
        if (_norm is { } norm)
            FoldNormalisation(weights, norm, filters, bias);

        if (_folded)
        {
            float* folded = _workspace.At(_foldedFilters);
            UpsampleFolding.Fold(_workspace.At(_filters), folded, (nint)_layer.Output * _layer.Input);
            for (int k = 0; k < 4; k++)
                _forward[k].Pack(UpsampleFolding.Quarter(folded, k / 2, k % 2, _layer.Output, _layer.Input));
            _adjoint?.Pack(UpsampleFolding.Adjoint(folded, _layer.Output, _layer.Input));
        }
        else
        {
            _forward[0].Pack(Filters());
            _adjoint?.Pack(AdjointFilters());
        }
    }

    public void Forward(int slot, int firstRow, int rows)
    {
        float* bias = _workspace.At(_bias);
        foreach (WindowProduct product in _forward)
            product.Run(slot, firstRow, rows, bias, _relu ? Epilogue.Relu : Epilogue.None);
    }

    public void ClaimGradients() => _accumulate = _adjoint != null && _x.ClaimGradient();

    public void Backward(int slot, int chunk)
    {
        PixelBuffer dy = _y.Gradient!;
        var (runs, length) = dy.RunsWith(_y.Data);
        double* bias = (double*)_workspace.At(_biasGradients[chunk]);
        for (int row = 0; row < dy.Height; row++)
        {
            if (_relu)
            {
                for (int run = 0; run < runs; run++)
                    ReluGradient.Apply(_y.Data.Row(slot, row) + (run * _y.Data.Stride), dy.Row(slot, row) + (run * dy.Stride), length);
            }

            if (_layer.Bias)
                ChannelSums.Moments(dy.Row(slot, row), dy.Stride, dy.Width, dy.Used, bias, null);
        }

        float* sums = _workspace.At(_gradients[chunk]);
        foreach (WindowProduct product in _forward)
        {
            product.AddWeightGradient(slot, Rows, dy, sums);
            sums += product.Packing.Length;
        }

        _adjoint?.Run(slot, 0, Rows, _workspace.At(_zero), _accumulate ? Epilogue.Accumulate : Epilogue.None);
    }

    public void ClearGradient(int chunk)
    {
        new Span<float>(_workspace.At(_gradients[chunk]), GradientLength).Clear();
        new Span<double>(_workspace.At(_biasGradients[chunk]), _y.Data.Used).Clear();
    }

    public void CollectGradient(Weights gradient)
    {
        var sum = new Span<float>(_workspace.At(_gradients[0]), GradientLength);
        for (int chunk = 1; chunk < _gradients.Length; chunk++)
            TensorPrimitives.Add(sum, new ReadOnlySpan<float>(_workspace.At(_gradients[chunk]), sum.Length), sum);

        Span<float> filters = new(_workspace.At(_filters), _layer.Output * _layer.Input * _layer.Kernel * _layer.Kernel);
        filters.Clear();
        if (_folded)
        {
            nint count = (nint)_layer.Output * _layer.Input;
            float* folded = _workspace.At(_foldedFilters);
            new Span<float>(folded, checked((int)(count * UpsampleFolding.Taps))).Clear();
            float* from = _workspace.At(_gradients[0]);
            for (int k = 0; k < 4; k++, from += _forward[0].Packing.Length)
                _forward[k].Packing.AddTo(UpsampleFolding.Quarter(folded, k / 2, k % 2, _layer.Output, _layer.Input), from);
            UpsampleFolding.Unfold(folded, _workspace.At(_filters), count);
        }
        else
        {
            _forward[0].Packing.AddTo(Filters(), _workspace.At(_gradients[0]));
        }

        filters.CopyTo(gradient[$"{Name}.weight"]);
        if (!_layer.Bias)
            return;
        Span<float> bias = gradient[$"{Name}.bias"];
        for (int o = 0; o < bias.Length; o++)
        {
            double total = 0;
            foreach (nint chunk in _biasGradients)
                total += ((double*)_workspace.At(chunk))[_y.Data.Slots[o]];
            bias[o] = (float)total;
        }
    }

    private int GradientLength => checked((int)_forward.Sum(p => p.Packing.Length));

    private FilterView Filters()
    {
        int area = _layer.Kernel * _layer.Kernel;
        return new FilterView((nint)_workspace.At(_filters), (nint)_layer.Input * area, area, _layer.Kernel, 1);
    }

    /// <summary>The filters of the adjoint: turned by half a turn, inputs and outputs exchanged.</summary>
    private FilterView AdjointFilters()
    {
        int area = _layer.Kernel * _layer.Kernel;
        return new FilterView((nint)(_workspace.At(_filters) + area - 1), area, (nint)_layer.Input * area, -_layer.Kernel, -1);
    }

    /// <summary>w' = w s, b' = (b - mean) s + shift with s = weight / sqrt(variance + epsilon): one convolution does both.</summary>
    private void FoldNormalisation(Weights weights, string norm, Span<float> filters, Span<float> bias)
    {
        int length = filters.Length / _layer.Output;
        for (int o = 0; o < _layer.Output; o++)
        {
            double scale = weights[$"{norm}.weight"][o] / Math.Sqrt(weights[$"{norm}.running_var"][o] + BatchNorm.Epsilon);
            int slot = _y.Data.Slots[o];
            bias[slot] = (float)(((bias[slot] - (double)weights[$"{norm}.running_mean"][o]) * scale) + weights[$"{norm}.bias"][o]);
            Span<float> filter = filters.Slice(o * length, length);
            TensorPrimitives.Multiply(filter, (float)scale, filter);
        }
    }
}

/// <summary>What is fused to a convolution.</summary>
/// <param name="Upsampled">Nearest upsampling by two before it.</param>
/// <param name="Norm">Name of the batch normalisation behind it, in inference.</param>
/// <param name="Relu">A rectifier at the end.</param>
internal sealed record ConvolutionFusion(bool Upsampled, string? Norm, bool Relu);
