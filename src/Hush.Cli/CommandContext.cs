using Hush.Cli.Display;

namespace Hush.Cli;

/// <summary>The environment of a command.</summary>
/// <param name="Terminal">The output channels.</param>
/// <param name="Program">How to invoke this program, for commands that are shown to be copied.</param>
/// <param name="Cancel">Has the same effect as Ctrl-C.</param>
internal sealed record CommandContext(Terminal Terminal, string Program = "hush", CancellationToken Cancel = default);
