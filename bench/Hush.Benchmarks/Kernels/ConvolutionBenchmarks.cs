using BenchmarkDotNet.Attributes;
using Hush.Numerics;
using Hush.Numerics.Kernels.Convolution;

namespace Hush.Benchmarks.Kernels;

/// <summary>
/// One image through one 3x3 convolution on one thread, forward and weight gradient. An input gradient is a forward pass with in and out
/// exchanged.
/// </summary>
[Config(typeof(KernelConfig))]
public unsafe class ConvolutionBenchmarks : IDisposable
{
    private const int Kernel = 3, MaxSlack = 256 * 8;

    private AlignedMemory? _x, _y, _packed, _bias;
    private WindowGrid _grid;
    private int _outputSlots;

    /// <summary>What is convolved.</summary>
    [ParamsSource(nameof(Cases))]
    public ConvolutionCase Case { get; set; } = new(1, 1, 1);

    /// <summary>The shapes of the nets that the recipes train.</summary>
    public static IEnumerable<ConvolutionCase> Cases =>
    [
        new(1, 32, 28), new(32, 1, 28), new(32, 32, 28), new(32, 32, 14), new(32, 64, 14), new(64, 64, 14), new(64, 64, 7),
        new(3, 32, 32), new(32, 3, 32), new(32, 32, 32), new(64, 128, 16), new(128, 128, 8), new(64, 64, 64),
    ];

    /// <summary>Buffers with a halo of zeros, filled with ones: what they hold does not change how long it takes.</summary>
    [GlobalSetup]
    public void Allocate()
    {
        int inputSlots = Slots(Case.In), size = Case.Size;
        _outputSlots = Slots(Case.Out);
        _x = new AlignedMemory(((nint)(size + 2) * (size + 2) * inputSlots) + MaxSlack);
        _y = new AlignedMemory((nint)size * size * _outputSlots);
        _packed = new AlignedMemory((nint)Kernel * Kernel * inputSlots * _outputSlots);
        _bias = new AlignedMemory(_outputSlots);
        _x.Span.Fill(1);
        _y.Span.Fill(1);
        _grid = new WindowGrid
        {
            Columns = size,
            InputRowStep = (nint)(size + 2) * inputSlots,
            InputPixelStep = inputSlots,
            WindowPitch = (nint)(size + 2) * inputSlots,
            WindowRows = Kernel,
            WindowLength = Kernel * inputSlots,
            OutputRowStep = (nint)size * _outputSlots,
            OutputPixelStep = _outputSlots,
        };
    }

    /// <summary>y = convolution of x.</summary>
    [Benchmark]
    public void Forward()
    {
        if (FilterPacking.IsNarrow(_outputSlots))
            NarrowConvolution.Forward(_x!.Pointer, _packed!.Pointer, _bias!.Pointer, _y!.Pointer, _grid, Case.Size, _outputSlots,
                Epilogue.None);
        else
            WideConvolution.Forward(_x!.Pointer, _packed!.Pointer, _bias!.Pointer, _y!.Pointer, _grid, Case.Size, _outputSlots,
                Epilogue.None);
    }

    /// <summary>dw += the gradient of the weights.</summary>
    [Benchmark]
    public void WeightGradient()
    {
        if (FilterPacking.IsNarrow(_outputSlots))
            NarrowConvolution.WeightGradient(_x!.Pointer, _y!.Pointer, _packed!.Pointer, _grid, Case.Size, _outputSlots);
        else
            WideGradient.Add(_x!.Pointer, _y!.Pointer, _packed!.Pointer, _grid, new ImageSpan(1, Case.Size), _outputSlots, adds: true);
    }

    /// <summary>Frees the buffers.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _x?.Dispose();
        _y?.Dispose();
        _packed?.Dispose();
        _bias?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A buffer's slots for so many channels: up to four lie close, more fill whole lanes.</summary>
    private static int Slots(int channels) => channels <= 4 ? channels : (channels + 15) / 16 * 16;
}
