using Hush.Learning.Plans;

namespace Hush.Learning.Training;

/// <summary>A batch: a range of the shuffled images of an epoch.</summary>
internal sealed class EpochBatch(ITrainingSource source) : ITrainingSamples
{
    private int[] _order = [];
    private int _epoch;

    /// <summary>Position of the batch in the shuffled order.</summary>
    public int First { get; set; }

    /// <summary>Starts an epoch.</summary>
    public void Begin(int epoch, int[] order) => (_epoch, _order) = (epoch, order);

    /// <summary>A batch of the same epoch at another position.</summary>
    public EpochBatch At(int first) => new(source) { _order = _order, _epoch = _epoch, First = first };

    public void Read(int image, Span<float> noisy, Span<float> clean, out float scalar) =>
        source.Read(_order[First + image], _epoch, noisy, clean, out scalar);
}
