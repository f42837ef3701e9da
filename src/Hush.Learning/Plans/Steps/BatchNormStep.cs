using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Learning.Plans.Memory;
using Hush.Numerics.Kernels.Channels;

namespace Hush.Learning.Plans.Steps;

/// <summary>
/// Batch normalization in training, with a fused ReLU. Its sums run over the whole batch, so each pass has two parts: accumulate
/// (image by image, into the sums of each chunk) and apply (image by image, after the sums of the chunks were added in order).
/// </summary>
/// <remarks>
/// With n pixels, x' = (x - mean) / s and dy the gradient at the input of the ReLU: dx = weight / s (dy - mean(dy) - x' mean(dy x')).
/// Ioffe, Szegedy, ICML 2015, section 3. Per channel this is the affine map a dy + b x + d, which is how it is computed.
/// </remarks>
internal sealed unsafe class BatchNormStep : IBatchStep
{
    private readonly BatchNorm _layer;
    private readonly NormNames _names;
    private readonly PlannedValue _x, _y;
    private readonly bool _relu;
    private readonly Arena _arena;
    private readonly int _slots;
    private readonly int _products;                     // the column of the products, after those of the sums
    private readonly nint _mean, _scale, _shift, _a, _b, _d;
    private readonly double[] _deviation, _weightGradient, _biasGradient;
    private Weights? _weights;
    private bool _accumulate;

    public BatchNormStep(Node node, PlannedValue x, PlannedValue y, bool relu, Arena memory, BatchChunks chunks)
    {
        Name = node.Name;
        _layer = (BatchNorm)node.Layer;
        _names = new NormNames(node.Name);
        (_x, _y, _relu, _arena) = (x, y, relu, memory);
        _slots = x.Data.Used;
        Sums = chunks.CreateTable();
        Sums.Reserve(_slots);
        _products = Sums.Reserve(_slots);
        Sums.Place();
        (_mean, _scale, _shift) = (memory.Reserve(_slots), memory.Reserve(_slots), memory.Reserve(_slots));
        (_a, _b, _d) = (memory.Reserve(_slots), memory.Reserve(_slots), memory.Reserve(_slots));
        _deviation = new double[_layer.Channels];
        _weightGradient = new double[_layer.Channels];
        _biasGradient = new double[_layer.Channels];
    }

    public string Name { get; }

    public long Parameters => 2L * _layer.Channels;

    public int Rows => _y.Data.Height;

    public nint ImageFloats => _x.Data.ImagePitch + _y.Data.ImagePitch;

    public IReadOnlyList<FeatureMap> Inputs => [_x.Data];

    public FeatureMap Result => _y.Data;

    public ChunkTable Sums { get; }

    public void Prepare(Weights weights, int worker)
    {
        _weights = weights;
        Sums.Clear();
    }

    public void AccumulateForward(ImageSlot image, int chunk)
    {
        FeatureMap x = _x.Data;
        for (int row = 0; row < x.Height; row++)
        {
            ChannelSums.Moments(
                x.Row(image, row), x.Stride, x.Width, _slots, Sums.Row(chunk), Sums.Row(chunk) + _products);
        }
    }

    public void ReduceForward(int images, double momentum)
    {
        double count = (double)images * _x.Data.Height * _x.Data.Width;
        Span<float> weight = _weights![_names.Weight], bias = _weights[_names.Bias];
        Span<float> runningMean = _weights[_names.RunningMean], runningVariance = _weights[_names.RunningVariance];
        for (int c = 0; c < _layer.Channels; c++)
        {
            int slot = _x.Data.Slots[c];
            double mean = Sums.Total(slot) / count;
            double variance = Math.Max((Sums.Total(_products + slot) / count) - (mean * mean), 0);
            _deviation[c] = Math.Sqrt(variance + BatchNorm.Epsilon);
            double scale = weight[c] / _deviation[c];
            _arena.At(_mean)[slot] = (float)mean;
            _arena.At(_scale)[slot] = (float)scale;
            _arena.At(_shift)[slot] = (float)(bias[c] - (mean * scale));
            double unbiased = variance * count / Math.Max(count - 1, 1);
            runningMean[c] = (float)(((1 - momentum) * runningMean[c]) + (momentum * mean));
            runningVariance[c] = (float)(((1 - momentum) * runningVariance[c]) + (momentum * unbiased));
        }

        Sums.Clear();
    }

    public void Forward(ImageSlot image, int firstRow, int rows, int worker)
    {
        float* scale = _arena.At(_scale), shift = _arena.At(_shift);
        for (int row = firstRow; row < firstRow + rows; row++)
        {
            ChannelAffine.Apply(
                _x.Data.Row(image, row), _x.Data.Stride, _y.Data.Row(image, row), _y.Data.Stride, scale, shift, _y.Data.Width, _slots,
                    _relu);
        }
    }

    public void ClaimGradients() => _accumulate = _x.Gradient != null && _x.ClaimGradient();

    public void AccumulateBackward(ImageSlot image, int chunk)
    {
        FeatureMap dy = _y.Gradient!, x = _x.Data;
        var (runs, length) = dy.RunsWith(_y.Data);
        for (int row = 0; row < x.Height; row++)
        {
            if (_relu)
            {
                for (int run = 0; run < runs; run++)
                    ReluGradient.Apply(_y.Data.Row(image, row) + (run * _y.Data.Stride), dy.Row(image, row) + (run * dy.Stride), length);
            }

            ChannelSums.Products(
                dy.Row(image, row),
                dy.Stride,
                x.Row(image, row),
                x.Stride,
                _arena.At(_mean),
                x.Width,
                _slots,
                Sums.Row(chunk),
                Sums.Row(chunk) + _products);
        }
    }

    public void ReduceBackward(int images)
    {
        double count = (double)images * _x.Data.Height * _x.Data.Width;
        Span<float> weight = _weights![_names.Weight];
        for (int c = 0; c < _layer.Channels; c++)
        {
            int slot = _x.Data.Slots[c];
            double sum = Sums.Total(slot), product = Sums.Total(_products + slot) / _deviation[c];
            (_biasGradient[c], _weightGradient[c]) = (sum, product);
            double a = weight[c] / _deviation[c];
            double b = -a * product / (count * _deviation[c]);
            _arena.At(_a)[slot] = (float)a;
            _arena.At(_b)[slot] = (float)b;
            _arena.At(_d)[slot] = (float)((-a * sum / count) - (b * _arena.At(_mean)[slot]));
        }

        Sums.Clear();
    }

    public void Backward(ImageSlot image, int chunk, int worker)
    {
        if (_x.Gradient is not { } dx)
            return;
        FeatureMap dy = _y.Gradient!, x = _x.Data;
        float* a = _arena.At(_a), b = _arena.At(_b), d = _arena.At(_d);
        for (int row = 0; row < x.Height; row++)
        {
            ChannelAffine.Combine(
                dy.Row(image, row), dy.Stride, x.Row(image, row), x.Stride, dx.Row(image, row), dx.Stride, a, b, d, x.Width, _slots,
                    _accumulate);
        }
    }

    public void CollectGradient(Weights gradient)
    {
        Span<float> weight = gradient[_names.Weight], bias = gradient[_names.Bias];
        for (int c = 0; c < _layer.Channels; c++)
            (weight[c], bias[c]) = ((float)_weightGradient[c], (float)_biasGradient[c]);
    }
}
