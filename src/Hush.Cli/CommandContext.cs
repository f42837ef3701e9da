using Hush.Cli.Display;

namespace Hush.Cli;

/// <summary>
/// The environment of a command. <paramref name="Program"/> is how to invoke this program, for commands suggested in messages;
/// <paramref name="Cancel"/> has the effect of Ctrl-C.
/// </summary>
internal sealed record CommandContext(Terminal Terminal, string Program = "hush", CancellationToken Cancel = default);
