using Hush.Learning.Plans;
using Hush.Models;
using Hush.Numerics.Threading;

namespace Hush.Denoising.Engines;

/// <summary>Computes networks with the kernels of Hush.</summary>
internal sealed class BuiltInEngine(Model model, int threads) : IEngine
{
    private readonly WorkerTeam _team = new(threads);

    public bool StreamsRows => true;

    public long BytesOf(int height, int width) =>
        InferencePlan.BytesOf(model.Network, height, width, _team.Count, model.Card.Convolutions);

    public IEnginePlan Plan(int height, int width)
    {
        var plan = new InferencePlan(model.Network, height, width, severalImages: false, _team, model.Card.Convolutions);
        try
        {
            plan.Load(model.Weights);
        }
        catch
        {
            plan.Dispose();
            throw;
        }

        return new BuiltInPlan(plan);
    }

    public void Dispose() => _team.Dispose();

    private sealed class BuiltInPlan(InferencePlan plan) : IEnginePlan
    {
        private readonly float[] _level = new float[1];

        public void Run(Tensor noisy, Tensor clean, float level, IProgress<double> progress, CancellationToken cancellation)
        {
            _level[0] = level;
            plan.Run(noisy, clean, _level, progress: progress, cancellation: cancellation);
        }

        public void Dispose() => plan.Dispose();
    }
}
