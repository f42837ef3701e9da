using BenchmarkDotNet.Running;
using Hush.Benchmarks.Comparison;
using Hush.Benchmarks.Comparison.Convolutions;
using Hush.Benchmarks.Comparison.Peers;
using Hush.Benchmarks.Profile;
using Hush.Benchmarks.Ranks;

switch (args)
{
    case ["compare", .. string[] rest]:
        return Compare.Run(rest, Console.Out);
    case ["serve", string threads]:
        return JobServer.Serve(int.Parse(threads), Console.In, Console.Out);
    case ["profile", string net]:
        new TrainingProfile(SampleNet.Get(net), MachinePeak.Measure(threads: 1)).Run(Console.Out);
        return 0;
    case ["ranks", string threads, string net, .. string[] changes]:
        RankTimes.Run(int.Parse(threads), net, changes, Console.Out);
        return 0;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return 0;
}
