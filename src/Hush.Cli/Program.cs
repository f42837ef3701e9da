using Hush.Cli;
using Hush.Cli.Display;

return App.Run(args, new CommandContext(Terminal.OfProcess(), Invocation.OfProcess()));

/// <summary>Declared so that the generator of ASP.NET Core does not make it public.</summary>
internal sealed partial class Program;
