using System.Diagnostics;
using Hush.Benchmarks.Comparison.Peers;
using Hush.Learning.Distributed;
using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Learning.Plans;
using Hush.Learning.Plans.Execution;
using Hush.Learning.Plans.Memory;
using Hush.Learning.Plans.Scheduling;
using Hush.Learning.Plans.Steps.Convolutions;
using Hush.Numerics.Threading;

namespace Hush.Benchmarks.Comparison.Convolutions;

/// <summary>
/// One convolution as a training plan runs it: the step of a small network, its images shared out among the workers. All that comparisons
/// know of the engine's inside is in this file.
/// </summary>
internal sealed unsafe class HushConvolution : IJob
{
    private const string Before = "before", Measured = "measured", After = "after";

    private readonly ConvolutionShape _shape;
    private readonly Direction _direction;
    private readonly Arena _memory;
    private readonly WorkerTeam _team;
    private readonly ConvolutionStep _step;
    private readonly PlannedValue _x, _y;
    private readonly Weights _weights, _gradient;
    private readonly BatchChunks _chunks;
    private readonly int _groupSize;
    private readonly Action<int, int> _forward, _inputGradient, _weightGradient;

    private HushConvolution(Direction direction, ConvolutionMode mode, ConvolutionShape shape, int threads)
    {
        (_direction, _shape, _memory) = (direction, shape, new Arena(threads));
        (int chunks, int most) = TrainingPlan.Divide(shape.Images);
        _chunks = new BatchChunks(chunks, SingleProcess.Instance, _memory);
        (_forward, _inputGradient, _weightGradient) = (Forward, InputGradient, WeightGradient);
        Network network = Draw(shape, direction == Direction.InputGradient);
        var plan = new PlanBuilder(
            network, new PlanContext(_memory, Training: true, mode, shape.Images, shape.Images, FilterLiveRanges.Local), shape.Height,
                shape.Width, _chunks);
        Node node = network.Nodes.First(n => n.Name == Measured), source = network.Nodes[node.Inputs[0]];
        _step = plan.Steps.OfType<ConvolutionStep>().First(s => s.Name == Measured);
        _groupSize = Segment.GroupSize(_step, most);
        _x = plan.OutputOf(source.Layer is Upsample ? network.Nodes[source.Inputs[0]] : source);
        _y = plan.OutputOf(node);
        _memory.Allocate();
        _team = new WorkerTeam(threads);
        _weights = new Weights(new WeightLayout(network));
        _gradient = new Weights(_weights.Layout);
        SampleValues.Draw(SampleValues.Filters, (long)shape.Out * shape.In * shape.Kernel * shape.Kernel)
            .CopyTo(_weights[$"{Measured}.weight"]);
        _step.Prepare(_weights, worker: 0);
        _step.PrepareAdjoint(_weights, worker: 0);
        Load(_x.Data, SampleValues.Input);
        Load(_y.Gradient!, SampleValues.Gradient);
    }

    /// <summary>The algorithms that rows are measured for: what the engine chooses, and the definition.</summary>
    public static IReadOnlyList<string> Algorithms { get; } = ["default", "direct"];

    /// <summary>The one that computes the sums as the definition has them.</summary>
    public static string Direct => Algorithms[^1];

    /// <summary>A convolution in one direction.</summary>
    /// <param name="direction">What is computed.</param>
    /// <param name="algorithm">One of <see cref="Algorithms"/>.</param>
    /// <param name="shape">Of which convolution.</param>
    /// <param name="threads">Workers.</param>
    public static IJob Create(Direction direction, string algorithm, ConvolutionShape shape, int threads)
    {
        if (!Algorithms.Contains(algorithm))
            throw new ArgumentException($"There is no algorithm '{algorithm}'.", nameof(algorithm));
        return new HushConvolution(direction, algorithm == Direct ? ConvolutionMode.Direct : ConvolutionMode.Fast, shape, threads);
    }

    /// <summary>The result, the input's gradient, [N, H, W, C], or the filters', [out, in, k, k].</summary>
    public float[] Results()
    {
        Time();
        return _direction switch
        {
            Direction.Forward => Store(_y.Data),
            Direction.InputGradient => Store(_x.Gradient!),
            _ => _gradient[$"{Measured}.weight"].ToArray(),
        };
    }

    public double Time()
    {
        long start = Stopwatch.GetTimestamp();
        switch (_direction)
        {
            case Direction.Forward:
                _team.Run(Groups, _forward);
                break;
            case Direction.InputGradient:
                _team.Run(Groups, _inputGradient);
                break;
            default:
                _team.Run(_chunks.Count, _weightGradient);
                return Stopwatch.GetElapsedTime(start).TotalSeconds + TimeToCollect();
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose()
    {
        _team.Dispose();
        _memory.Dispose();
        _weights.Dispose();
        _gradient.Dispose();
    }

    /// <summary>
    /// The convolution before one of 1x1. Where its input's gradient is wanted, there is another before it: without something to learn
    /// there, no plan computes it.
    /// </summary>
    private static Network Draw(ConvolutionShape s, bool inputGradient)
    {
        int channels = inputGradient ? 1 : s.In;
        return Network.Build(channels, image =>
        {
            NodeRef x = inputGradient ? image.Conv(Before, s.In, 1, bias: false) : image;
            x = s.Upsampled ? x.MaxPool().Upsample() : x;
            return x.Conv(Measured, s.Out, s.Kernel, bias: false).Conv(After, channels, 1, bias: false);
        });
    }

    /// <summary>Images go together as in training.</summary>
    private int Groups => (_shape.Images + _groupSize - 1) / _groupSize;

    private void Forward(int group, int worker)
    {
        var (place, images) = Group(group);
        _step.ForwardImages(place, images, worker);
    }

    private (ImageSlot ImageSlot, int Images) Group(int group)
    {
        int first = group * _groupSize;
        return (new ImageSlot(first, first), Math.Min(_groupSize, _shape.Images - first));
    }

    /// <summary>
    /// Adds the chunks' sums up. In a plan each worker does that for other layers at the same time, so a layer costs its share.
    /// </summary>
    private double TimeToCollect()
    {
        long start = Stopwatch.GetTimestamp();
        float* sum = _step.ChunkGradient(0);
        Span<PartialSum> parts = stackalloc PartialSum[_chunks.Count];
        for (int chunk = 0; chunk < parts.Length; chunk++)
            parts[chunk] = new PartialSum(chunk, (nint)_step.ChunkGradient(chunk));
        SumTree.Sum(parts, 0, parts.Length, _step.GradientLength, sum);
        _step.CollectGradient(sum, _gradient, worker: 0);
        return Stopwatch.GetElapsedTime(start).TotalSeconds / _team.Count;
    }

    private void InputGradient(int group, int worker)
    {
        var (place, images) = Group(group);
        _step.BackwardInput(place, images, worker);
    }

    /// <summary>
    /// Chunks of images as in training; the network learns nothing before the convolution, so this is the filters' gradient alone.
    /// </summary>
    private void WeightGradient(int chunk, int worker)
    {
        _step.BeginGradient(chunk, worker);
        int end = _chunks.FirstImage(chunk + 1, _shape.Images);
        for (int image = _chunks.FirstImage(chunk, _shape.Images); image < end; image += _groupSize)
            _step.BackwardImages(new ImageSlot(image, image), Math.Min(_groupSize, end - image), chunk, worker);
        _step.EndGradient(chunk, worker);
    }

    private void Load(FeatureMap buffer, uint stream)
    {
        int length = buffer.Height * buffer.Width * buffer.Slots.Length;
        fixed (float* values = SampleValues.Draw(stream, (long)_shape.Images * length))
        {
            for (int image = 0; image < _shape.Images; image++)
                ImageTransfer.Load(values + ((nint)image * length), buffer.Height, buffer.Width, buffer, new ImageSlot(image, image), 0,
                    buffer.Height);
        }
    }

    private float[] Store(FeatureMap buffer)
    {
        int length = buffer.Height * buffer.Width * buffer.Slots.Length;
        var dense = new float[(long)_shape.Images * length];
        fixed (float* values = dense)
        {
            for (int image = 0; image < _shape.Images; image++)
                ImageTransfer.Store(buffer, new ImageSlot(image, image), values + ((nint)image * length), buffer.Width, 0, buffer.Height);
        }

        return dense;
    }
}
