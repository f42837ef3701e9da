using Hush.Numerics;

namespace Hush.Learning.Distributed;

/// <summary>
/// Memory of ranks on one machine: a block for each rank, which the others can read and write, too. Signals tell when its content is
/// complete.
/// </summary>
internal sealed unsafe class SharedMemory : IDisposable
{
    private readonly float* _start;
    private readonly nint _blockLength, _signalLength;      // in floats
    private readonly int _rank, _count, _signals;
    private readonly IDisposable _memory;

    /// <param name="rank">This rank.</param>
    /// <param name="count">Number of ranks.</param>
    /// <param name="length">Number of floats of each block.</param>
    /// <param name="signals">Number of signals.</param>
    /// <param name="start"><see cref="TotalLength"/> floats, all zero at first, aligned to 64 bytes.</param>
    /// <param name="memory">Owns the memory; disposed with this object.</param>
    public SharedMemory(int rank, int count, nint length, int signals, float* start, IDisposable memory)
    {
        (_rank, _count, _signals, _memory) = (rank, count, signals, memory);
        _start = start;
        (_signalLength, _blockLength) = Lengths(length, signals);
    }

    /// <summary>Number of floats that the signals and blocks of all ranks take.</summary>
    public static nint TotalLength(int count, nint length, int signals) => count * Lengths(length, signals).Block;

    /// <summary>The block of a rank, aligned to 64 bytes.</summary>
    public float* Of(int rank) => Signals(rank) + _signalLength;

    /// <summary>An exchange that is complete when all ranks have started it: what they wrote before can then be read.</summary>
    /// <param name="index">Number of the signal, from 0. Create each of them once.</param>
    public IExchange Signal(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _signals);
        return new Rounds(this, index);
    }

    public void Dispose() => _memory.Dispose();

    private static (nint Signals, nint Block) Lengths(nint length, int signals)
    {
        nint signalLength = Align.Up((nint)signals * (sizeof(long) / sizeof(float)));
        return (signalLength, signalLength + Align.Up(length));
    }

    private float* Signals(int rank) => _start + (rank * _blockLength);

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

        private ref long Count(int rank) => ref ((long*)memory.Signals(rank))[index];
    }
}
