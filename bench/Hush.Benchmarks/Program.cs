using BenchmarkDotNet.Running;
using Hush.Benchmarks.Comparison;

if (args.Length > 0 && args[0] == "compare")
    return Compare.Run(args[1..], Console.Out);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
