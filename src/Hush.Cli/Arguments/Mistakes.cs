using System.CommandLine;
using System.CommandLine.Parsing;
using Hush.Numerics.Text;

namespace Hush.Cli.Arguments;

/// <summary>Describes errors in a command line, with what to type instead.</summary>
internal static class Mistakes
{
    /// <summary>All errors, one or two sentences each; empty for a valid command line.</summary>
    public static IReadOnlyList<string> Of(ParseResult result)
    {
        Command command = result.CommandResult.Command;
        string[] unknown = [.. UnknownOptions(result).Select(o => UnknownOption(o, result.CommandResult))];
        if (unknown.Length > 0)
            return unknown;             // everything after an unknown option is misparsed too
        if (result.Errors.Count == 0)
            return [];
        if (command.Subcommands.Count > 0)
            return [NoSuchCommand(result)];
        string[] values = [.. result.Errors.Where(IsAboutValue).Select(e => e.Message)];
        string[] missing = [.. Missing(result)];
        string[] surplus = [.. result.UnmatchedTokens.Select(t => $"Unexpected argument '{t}' for '{FullName(result.CommandResult)}'.")];
        string[] found = [.. values, .. missing, .. surplus];
        return found.Length > 0 ? [.. found.Distinct()] : [.. result.Errors.Select(e => e.Message).Distinct()];
    }

    /// <summary>The command with its parent commands, for example hush data fetch.</summary>
    public static string FullName(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{FullName(parent)} {result.Command.Name}" : result.Command.Name;

    /// <summary>Arguments that look like options but are not known. The parser would take them for values.</summary>
    private static IEnumerable<string> UnknownOptions(ParseResult result) => result.Tokens
        .TakeWhile(t => t.Type != TokenType.DoubleDash)
        .Where(t => t.Type == TokenType.Argument && t.Value is ['-', _, ..] && !IsNegativeNumber(t.Value[1..]))
        .Select(t => t.Value.Split('=')[0])
        .Distinct();

    private static bool IsNegativeNumber(string text) =>
        char.IsAsciiDigit(text[0]) || text[0] == '.' || text.ToUpperInvariant() is "NAN" or "INF" or "INFINITY" or "∞";

    private static string UnknownOption(string option, CommandResult command)
    {
        IEnumerable<string> known = command.Command.Options.Concat(RecursiveOptions(command)).Select(o => o.Name).Distinct();
        return $"'{FullName(command)}' has no option '{option}'.{Suggestion.Question(option, known)}";
    }

    private static IEnumerable<Option> RecursiveOptions(CommandResult command)
    {
        for (SymbolResult? at = command.Parent; at is CommandResult parent; at = parent.Parent)
        {
            foreach (Option option in parent.Command.Options.Where(o => o.Recursive))
                yield return option;
        }
    }

    private static string NoSuchCommand(ParseResult result)
    {
        Command command = result.CommandResult.Command;
        string[] names = [.. command.Subcommands.Select(c => c.Name)];
        string full = FullName(result.CommandResult), all = string.Join(", ", names);
        return result.UnmatchedTokens is [var word, ..]
            ? $"'{full}' has no command '{word}'.{Suggestion.Question(word, names)} Its commands are {all}."
            : $"'{full}' needs one of the commands {all}.";
    }

    private static bool IsAboutValue(ParseError error) =>
        error.SymbolResult is OptionResult or ArgumentResult && error.SymbolResult.Tokens.Count > 0;

    private static IEnumerable<string> Missing(ParseResult result)
    {
        string full = FullName(result.CommandResult);
        foreach (Argument argument in result.CommandResult.Command.Arguments)
        {
            if (argument.Arity.MinimumNumberOfValues > (result.GetResult(argument)?.Tokens.Count ?? 0))
                yield return $"'{full}' needs {argument.Name}. {argument.Description}";
        }

        foreach (Option option in result.CommandResult.Command.Options)
        {
            OptionResult? given = result.GetResult(option);
            if (option.Required && given is null or { Implicit: true })
                yield return $"'{full}' needs {option.Name} {option.HelpName}. {option.Description}";
            else if (given is { Implicit: false } && given.Tokens.Count < option.Arity.MinimumNumberOfValues)
                yield return $"{option.Name} needs a value: {option.Name} {option.HelpName}. {option.Description}";
        }
    }
}
