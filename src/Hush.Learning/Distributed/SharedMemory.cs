using Hush.Numerics;

namespace Hush.Learning.Distributed;

/// <summary>Memory that ranks on one machine read and write. Signals tell when its content is complete.</summary>
internal sealed unsafe class SharedMemory : IDisposable
{
    private readonly int _rank, _count, _signals;
    private readonly nint _signalsLength;           // of each rank, in floats
    private readonly float* _start;
    private readonly IDisposable _memory;

    /// <param name="rank">This rank.</param>
    /// <param name="count">Number of ranks.</param>
    /// <param name="signals">Number of signals.</param>
    /// <param name="start"><see cref="TotalLength"/> floats, all zero at first, aligned to 64 bytes.</param>
    /// <param name="memory">Owns the memory; disposed with this object.</param>
    public SharedMemory(int rank, int count, int signals, float* start, IDisposable memory)
    {
        (_rank, _count, _signals, _signalsLength, _memory) = (rank, count, signals, SignalsLength(signals), memory);
        _start = start;
    }

    /// <summary>The memory, aligned to 64 bytes.</summary>
    public float* Floats => _start + (_count * _signalsLength);

    /// <summary>Number of floats of the whole block: the signals of all ranks, then <paramref name="length"/> floats.</summary>
    public static nint TotalLength(int count, nint length, int signals) => (count * SignalsLength(signals)) + length;

    /// <summary>An exchange that is complete when all ranks have started it: what they wrote before can then be read.</summary>
    /// <param name="index">Number of the signal, from 0. Create each of them once.</param>
    public IExchange Signal(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _signals);
        return new Rounds(this, index);
    }

    public void Dispose() => _memory.Dispose();

    private static nint SignalsLength(int signals) => Align.Up((nint)signals * (sizeof(long) / sizeof(float)));

    /// <summary>Each rank counts how often it has started the exchange.</summary>
    private sealed class Rounds(SharedMemory memory, int index) : IExchange
    {
        private long _round;

        public void Start() => Volatile.Write(ref Count(memory._rank), ++_round);

        public bool TryComplete()
        {
            for (int rank = 0; rank < memory._count; rank++)
            {
                if (Volatile.Read(ref Count(rank)) < _round)
                    return false;
            }

            return true;
        }

        private ref long Count(int rank) => ref ((long*)(memory._start + (rank * memory._signalsLength)))[index];
    }
}
