using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Hush.Cli.Commands.Denoise.Shards;
using Hush.Imaging.Noise;
using Hush.Numerics.Text;

namespace Hush.Cli.Arguments;

/// <summary>
/// Creates options that parse and validate their values: numbers in invariant format and in range, or an error message.
/// </summary>
internal static class Values
{
    private const double MaxSigma = 255;

    private static readonly NumberStyles s_number = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>A string that is not empty.</summary>
    public static Option<string?> Text(string name, string value, string help, params string[] aliases)
    {
        var option = new Option<string?>(name, aliases) { Description = help, HelpName = value };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => token.Value.Length == 0))
                result.AddError($"{name} is empty (an unset shell variable?). Give {value}, or omit the option.");
        });
        return option;
    }

    /// <summary>A flag without a value.</summary>
    public static Option<bool> Flag(string name, string help) => new(name) { Description = help, Arity = ArgumentArity.Zero };

    /// <summary>An integer from 1 to <paramref name="max"/>.</summary>
    public static Option<int?> Count(string name, string help, int max = int.MaxValue) => new(name)
    {
        Description = help,
        HelpName = "N",
        CustomParser = result => Read<int?>(
            result,
            text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) &&
                value >= 1 && value <= max ? value : null,
            max == int.MaxValue ? "an integer of at least 1" : $"an integer from 1 to {max}"),
    };

    /// <summary>An integer of at least 0.</summary>
    public static Option<ulong?> Seed(string name, string help) => new(name)
    {
        Description = help,
        HelpName = "N",
        CustomParser = result => Read<ulong?>(
            result,
            text => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value : null,
            "an integer of at least 0"),
    };

    public static Option<double?> Positive(string name, string value, string help) => new(name)
    {
        Description = help,
        HelpName = value,
        CustomParser = result => Read<double?>(
            result, text => Number(text) is > 0 and { } number ? number : null, "a number above 0"),
    };

    /// <summary>A number from 0 to <paramref name="max"/>.</summary>
    public static Option<double?> UpTo(string name, string value, double max, string help) => new(name)
    {
        Description = help,
        HelpName = value,
        CustomParser = result => Read<double?>(
            result,
            text => Number(text) is { } number && number >= 0 && number <= max ? number : null,
            $"a number from 0 to {max}"),
    };

    /// <summary>A memory size in bytes, such as 512M or 2G.</summary>
    public static Option<long?> Memory(string name, string help) => new(name)
    {
        Description = help,
        HelpName = "SIZE",
        CustomParser = result => Read(result, Bytes, "a size such as 512M or 2G"),
    };

    /// <summary>One of several parts of the files, or the word auto.</summary>
    public static Option<ShardChoice?> Shard(string name, string help) => new(name)
    {
        Description = help,
        HelpName = "K/N|auto|auto/N",
        CustomParser = result => Read(
            result, ShardChoice.Parse, "K/N with K from 0 to N - 1 such as 3/16, or auto or auto/N such as auto/16"),
    };

    /// <summary>A noise standard deviation on the 0 to 255 scale, or the word auto.</summary>
    public static Option<AskedSigma?> AutoSigma(string name, string help) => new(name)
    {
        Description = help,
        HelpName = "auto|N",
        CustomParser = result => Read(
            result,
            text => text == "auto" ? new AskedSigma(null) : Sigma(text) is { } sigma ? new AskedSigma(sigma) : null,
            $"auto or a number from 0 to {MaxSigma}"),
    };

    /// <summary>A noise standard deviation on the 0 to 255 scale.</summary>
    public static Option<double?> OneSigma(string name, string help) => new(name)
    {
        Description = help,
        HelpName = "N",
        CustomParser = result => Read<double?>(result, Sigma, $"a number from 0 to {MaxSigma}"),
    };

    /// <summary>A noise standard deviation on the 0 to 255 scale, or a range.</summary>
    public static Option<NumberRange?> SigmaRange(string name, string help) => new(name)
    {
        Description = help,
        HelpName = "N|LOW-HIGH",
        CustomParser = result => Read<NumberRange?>(
            result,
            text => text.Split('-') is { Length: 1 or 2 } e && Sigma(e[0]) is { } low && Sigma(e[^1]) is { } high && low <= high
                ? new NumberRange(low, high) : null,
            $"a number from 0 to {MaxSigma}, or a range such as 0-55"),
    };

    /// <summary>Noise standard deviations on the 0 to 255 scale, separated by commas or given by repeated options.</summary>
    public static Option<double[]?> Sigmas(string name, string help) => new(name)
    {
        Description = help,
        HelpName = "N,N...",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result =>
        {
            string[] words = [.. result.Tokens.SelectMany(t => t.Value.Split(','))];
            string? wrong = words.FirstOrDefault(w => Sigma(w) == null);
            if (wrong != null)
                result.AddError(Expected(result, $"numbers from 0 to {MaxSigma} separated by commas", wrong));
            return wrong == null ? [.. words.Select(w => Sigma(w)!.Value)] : null;
        },
    };

    /// <summary>A noise specification, parsed by <see cref="NoiseSpec.Parse"/>.</summary>
    public static Option<NoiseSpec?> Noise(string name, string help) => new(name)
    {
        Description = help,
        HelpName = "KIND[:VALUE]",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value, kind = text.Split(':')[0];
            try
            {
                return NoiseSpec.Parse(text);
            }
            catch (FormatException mistake)
            {
                string question = NoiseKinds.Names.Contains(kind) ? "" : Suggestion.Question(kind, NoiseKinds.Names);
                result.AddError($"{name}: {mistake.Message}{question}");
                return null;
            }
        },
    };

    /// <summary>field=value; may be repeated.</summary>
    public static Option<KeyValuePair<string, string>[]?> Fields(string name, string help) => new(name)
    {
        Description = help,
        HelpName = "FIELD=VALUE",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result =>
        {
            foreach (Token token in result.Tokens.Where(t => t.Value.IndexOf('=') < 1))
                result.AddError(Expected(result, "field=value, such as optimizer.rate=0.002", token.Value));
            IEnumerable<string[]> pairs = result.Tokens.Select(t => t.Value.Split('=', 2)).Where(p => p.Length == 2);
            return [.. pairs.Select(p => KeyValuePair.Create(p[0].Trim(), p[1].Trim()))];
        },
    };

    private static long? Bytes(string text)
    {
        int shift = text.Length == 0 ? -1 : char.ToUpperInvariant(text[^1]) switch { 'K' => 10, 'M' => 20, 'G' => 30, _ => -1 };
        return shift > 0 && Number(text[..^1]) is > 0 and <= 1 << 20 and { } number ? (long)(number * (1L << shift)) : null;
    }

    private static double? Sigma(string text) => Number(text) is >= 0 and <= MaxSigma and { } sigma ? sigma : null;

    private static double? Number(string text) =>
        double.TryParse(text, s_number, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null;

    private static T? Read<T>(ArgumentResult result, Func<string, T?> read, string expected)
    {
        string text = result.Tokens[0].Value;
        T? value = read(text);
        if (value is null)
            result.AddError(Expected(result, expected, text));
        return value;
    }

    private static string Expected(ArgumentResult result, string expected, string got) =>
        $"{(result.Parent as OptionResult)?.Option.Name} must be {expected}, got '{got}'.";
}

/// <summary>A noise level as requested.</summary>
/// <param name="Value">Standard deviation on the 0 to 255 scale; null for auto.</param>
internal sealed record AskedSigma(double? Value);
