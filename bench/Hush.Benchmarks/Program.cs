using BenchmarkDotNet.Running;
using Hush.Benchmarks.Comparison;
using Hush.Benchmarks.Comparison.Peers;

switch (args)
{
    case ["compare", .. string[] rest]:
        return Compare.Run(rest, Console.Out);
    case ["serve", string threads]:
        return JobServer.Serve(int.Parse(threads), Console.In, Console.Out);
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return 0;
}
