using Hush.Cli.Display;

namespace Hush.Cli;

/// <summary>What a command needs beside its settings.</summary>
/// <param name="Terminal">Where it writes.</param>
/// <param name="Program">What a person types to run this program, for commands that are shown to be copied.</param>
/// <param name="Cancel">Ends the work as Ctrl-C does.</param>
internal sealed record CommandContext(Terminal Terminal, string Program = "hush", CancellationToken Cancel = default);
