using Hush.Cli;
using Hush.Cli.Display;

return App.Run(args, new CommandContext(Terminal.OfProcess(), Invocation.OfProcess()));
