using System.Numerics.Tensors;
using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Learning.Plans.Memory;
using Hush.Numerics.Kernels.Channels;
using Hush.Numerics.Kernels.Convolution;

namespace Hush.Learning.Plans.Steps.Convolutions;

/// <summary>
/// A convolution with the layers fused into it: batch normalization (in inference, folded into the filters), the addition of a
/// residual block, and ReLU.
/// </summary>
internal sealed unsafe class ConvolutionStep : IFilterStep
{
    private readonly IConvolution _layer;
    private readonly PlannedValue _x, _y;
    private readonly IConvolutionLowering _form;
    private readonly PlannedValue? _addend;
    private readonly Epilogue _epilogue;
    private readonly NormNames? _norm;
    private readonly string _weightName, _biasName;
    private readonly Arena _arena;
    private readonly nint _bias, _zero;
    private readonly BatchChunks? _chunks;
    private readonly Region[] _gradients;       // per chunk: the sums of all products, one after the other; empty for several ranks
    private readonly int _biasColumn;           // of the bias gradients among the sums of the chunks
    private readonly int _filterLength;
    private bool _accumulate;
    private float* _firstGradient;              // for several ranks
    private nint _gradientPitch;

    /// <summary>Plans the step.</summary>
    /// <param name="node">The convolution.</param>
    /// <param name="x">The input of the form.</param>
    /// <param name="y">The output of the form.</param>
    /// <param name="form">The decomposition into products.</param>
    /// <param name="norm">Name of the fused batch normalization, in inference.</param>
    /// <param name="addend">The other input of a fused addition, with the layout of the output. In training they share one
    /// gradient.</param>
    /// <param name="relu">True if a ReLU is fused.</param>
    /// <param name="plan">Settings shared by all steps.</param>
    /// <param name="chunks">The chunks of a training batch; null for inference.</param>
    public ConvolutionStep(
        Node node, PlannedValue x, PlannedValue y, IConvolutionLowering form, string? norm, PlannedValue? addend, bool relu,
        PlanContext plan, BatchChunks? chunks)
    {
        Name = node.Name;
        _layer = (IConvolution)node.Layer;
        Arena memory = _arena = plan.Memory;
        (_x, _y, _form, _addend) = (x, y, form, addend);
        _epilogue = (relu ? Epilogue.Relu : Epilogue.None) | (addend == null ? Epilogue.None : Epilogue.Accumulate);
        (_weightName, _biasName, _norm) = ($"{Name}.weight", $"{Name}.bias", norm == null ? null : new NormNames(norm));
        _filterLength = _layer.OutChannels * _layer.InChannels * _layer.Taps;
        memory.RequestScratch(_filterLength + form.Length + form.Forward.Concat(form.Adjoint).Max(p => p.Packing.Length));
        _bias = memory.Reserve((nint)form.Forward.Length * y.Data.Used);
        _zero = memory.Reserve(x.Data.Used);
        GradientLength = checked((int)form.Forward.Sum(p => p.Packing.Length));
        _chunks = chunks;
        _gradients = chunks == null || chunks.AreDivided ? []
            : [.. Enumerable.Range(0, chunks.Count).Select(_ => memory.Request(GradientLength, default, plan.Filters.ChunkSums))];
        _biasColumn = chunks?.Sums.Reserve(BiasLength) ?? 0;
    }

    public string Name { get; }

    public long Parameters => _filterLength;

    public int Rows => _form.Rows;

    public nint ImageFloats => _x.Data.ImagePitch + _y.Data.ImagePitch + (_addend?.Data.ImagePitch ?? 0);

    public IReadOnlyList<FeatureMap> Inputs => _addend == null ? [_x.Data] : [_x.Data, _addend.Data];

    /// <summary>A 3x3 window reads one row above and below; a Winograd tile with a fused upsampling reads two.</summary>
    public int ReceptiveFieldRadius => Math.Max(_layer.Radius, 2 * Math.Min(_layer.Radius, 1));

    public FeatureMap Result => _y.Data;

    public int GradientLength { get; }

    private nint AddendAt(ImageSlot image) => _addend == null ? 0 : (nint)(_addend.Data.Row(image, 0) - _y.Data.Row(image, 0));

    private int BiasLength => _form.Forward.Length * _y.Data.Used;

    public void Prepare(Weights weights, int worker)
    {
        Span<float> filters = weights[_weightName];
        Span<float> bias = stackalloc float[_layer.OutChannels];
        bias.Clear();
        if (_layer.Bias)
            weights[_biasName].CopyTo(bias);
        float* scratch = _arena.Scratch(worker);
        if (_norm is { } norm)
        {
            var folded = new Span<float>(scratch, _filterLength);
            filters.CopyTo(folded);
            FoldNormalization(weights, norm, folded, bias);
            filters = folded;
        }

        fixed (float* own = filters)
            Pack(own, scratch + _filterLength);
        SetBias(bias);
    }

    public void PrepareBias(Weights weights)
    {
        if (_layer.Bias)
            SetBias(weights[_biasName]);
    }

    public void PrepareAdjoint(Weights weights, int worker)
    {
        float* scratch = _arena.Scratch(worker), packed = scratch + _form.Length;
        fixed (float* own = weights[_weightName])
        {
            float* working = TransformFilters(own, scratch);
            for (int k = 0; k < _form.Adjoint.Length; k++)
                _form.Adjoint[k].Pack(_form.AdjointFilters(working, k), packed);
        }
    }

    public void Forward(ImageSlot image, int firstRow, int rows, int worker)
    {
        for (int k = 0; k < _form.Forward.Length; k++)
            _form.Forward[k].RunRows(image, firstRow, rows, _arena.At(_bias) + (k * _y.Data.Used), _epilogue, AddendAt(image), worker);
    }

    public void ForwardImages(ImageSlot image, int images, int worker)
    {
        for (int k = 0; k < _form.Forward.Length; k++)
            _form.Forward[k].Run(image, images, _arena.At(_bias) + (k * _y.Data.Used), _epilogue, AddendAt(image), worker);
    }

    public void ClaimGradients()
    {
        _addend?.ClaimGradient();       // shared with the output, whose consumers have written it
        _accumulate = _x.Gradient != null && _x.ClaimGradient();
    }

    public void Backward(ImageSlot image, int chunk, int worker) => BackwardImages(image, 1, chunk, worker);

    public void BackwardImages(ImageSlot image, int images, int chunk, int worker)
    {
        FeatureMap dy = _y.Gradient!;
        for (int i = 0; _epilogue.HasFlag(Epilogue.Relu) && i < images; i++)
            Rectify(dy, image + i);
        float* sums = ChunkGradient(chunk);
        double* biasSums = BiasGradients(chunk);
        foreach (WindowProduct product in _form.Forward)
        {
            product.AddWeightGradient(image, images, dy, sums, worker);
            for (int i = 0; _layer.Bias && i < images; i++)
                product.AddBiasGradient(image + i, dy, biasSums);
            sums += product.Packing.Length;
            biasSums += _y.Data.Used;
        }

        BackwardInput(image, images, worker);
    }

    /// <summary>The part of <see cref="Backward"/> that computes the input gradient from the output gradient.</summary>
    public void BackwardInput(ImageSlot image, int images, int worker)
    {
        foreach (WindowProduct product in _form.Adjoint)
            product.Run(image, images, _arena.At(_zero), _accumulate ? Epilogue.Accumulate : Epilogue.None, 0, worker);
    }

    public void BeginGradient(int chunk, int worker)
    {
        new Span<double>(BiasGradients(chunk), BiasLength).Clear();
        foreach (WindowProduct product in _form.Forward)
            product.BeginGradient(worker);
    }

    public void EndGradient(int chunk, int worker)
    {
        float* sums = ChunkGradient(chunk);
        foreach (WindowProduct product in _form.Forward)
        {
            product.EndGradient(sums, worker);
            sums += product.Packing.Length;
        }
    }

    public float* ChunkGradient(int chunk) =>
        _chunks!.AreDivided ? _firstGradient + ((chunk - _chunks.First) * _gradientPitch) : _arena.At(_gradients[chunk].Offset);

    public void PlaceGradients(float* first, nint pitch)
    {
        _firstGradient = first;
        _gradientPitch = pitch;
    }

    public void CollectGradient(float* sum, Weights gradient, int worker)
    {
        Span<float> filters = gradient[_weightName];
        filters.Clear();
        fixed (float* own = filters)
            Unpack(sum, own, _arena.Scratch(worker));
        if (_layer.Bias)
            CollectBias(gradient[_biasName]);
    }

    private double* BiasGradients(int chunk) => _chunks!.Sums.Row(chunk) + _biasColumn;

    // Packs the filters of each product. The scratch memory holds the working filters, then the packed filters of one product.
    private void Pack(float* own, float* scratch)
    {
        float* working = TransformFilters(own, scratch), packed = scratch + _form.Length;
        for (int k = 0; k < _form.Forward.Length; k++)
            _form.Forward[k].Pack(_form.ForwardFilters(working, k), packed);
    }

    private void SetBias(ReadOnlySpan<float> bias)
    {
        float* biases = _arena.At(_bias);
        for (int k = 0; k < _form.Forward.Length; k++)
        {
            for (int c = 0; c < _y.Data.Slots.Length; c++)
                biases[(k * _y.Data.Used) + _y.Data.Slots[c]] = bias[_form.OutputChannel(k, c)];
        }
    }

    private float* TransformFilters(float* own, float* scratch)
    {
        float* working = _form.Length == 0 ? own : scratch;
        _form.TransformFilters(own, working);
        return working;
    }

    // own += the sums of all products, through the working filters in scratch memory.
    private void Unpack(float* packed, float* own, float* scratch)
    {
        float* working = _form.Length == 0 ? own : scratch;
        new Span<float>(scratch, checked((int)_form.Length)).Clear();
        for (int k = 0; k < _form.Forward.Length; k++)
        {
            _form.Forward[k].Packing.AddTo(_form.ForwardFilters(working, k), packed);
            packed += _form.Forward[k].Packing.Length;
        }

        _form.TransformAdjoint(working, own);
    }

    private void CollectBias(Span<float> gradient)
    {
        Span<double> totals = stackalloc double[gradient.Length];
        totals.Clear();
        for (int chunk = 0; chunk < _chunks!.Count; chunk++)
        {
            for (int k = 0; k < _form.Forward.Length; k++)
            {
                double* sums = BiasGradients(chunk) + (k * _y.Data.Used);
                for (int c = 0; c < _y.Data.Slots.Length; c++)
                    totals[_form.OutputChannel(k, c)] += sums[_y.Data.Slots[c]];
            }
        }

        for (int o = 0; o < gradient.Length; o++)
            gradient[o] = (float)totals[o];
    }

    private void Rectify(FeatureMap dy, ImageSlot image)
    {
        var (runs, length) = dy.RunsWith(_y.Data);
        for (int row = 0; row < dy.Height; row++)
        {
            for (int run = 0; run < runs; run++)
                ReluGradient.Apply(_y.Data.Row(image, row) + (run * _y.Data.Stride), dy.Row(image, row) + (run * dy.Stride), length);
        }
    }

    // w' = w s, b' = (b - mean) s + shift, where s = weight / sqrt(variance + epsilon): the convolution then includes the normalization.
    private void FoldNormalization(Weights weights, NormNames norm, Span<float> filters, Span<float> bias)
    {
        int length = filters.Length / _layer.OutChannels;
        for (int o = 0; o < _layer.OutChannels; o++)
        {
            double scale = weights[norm.Weight][o] / Math.Sqrt(weights[norm.RunningVariance][o] + BatchNorm.Epsilon);
            bias[o] = (float)(((bias[o] - (double)weights[norm.RunningMean][o]) * scale) + weights[norm.Bias][o]);
            Span<float> filter = filters.Slice(o * length, length);
            TensorPrimitives.Multiply(filter, (float)scale, filter);
        }
    }
}
