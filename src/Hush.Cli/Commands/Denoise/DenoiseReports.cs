using System.Text.Json;
using Hush.Cli.Display;

namespace Hush.Cli.Commands.Denoise;

/// <summary>Where the reports of a denoising go: remarks to standard error as they come, results to standard output, as JSON where that is asked for.</summary>
/// <param name="terminal">The channels.</param>
/// <param name="json">Whether scripts read the results.</param>
/// <param name="single">Whether one picture was asked for, and not a batch.</param>
/// <param name="pictureTakesOutput">Whether the picture itself goes to standard output.</param>
internal sealed class DenoiseReports(Terminal terminal, bool json, bool single, bool pictureTakesOutput)
{
    private readonly List<object> _reports = [];
    private int _done, _skipped, _failed;

    public int One(DenoiseReport report)
    {
        Remark(report);
        TextChannel channel = pictureTakesOutput ? terminal.Error : terminal.Output;
        channel.Line(json ? JsonSerializer.Serialize(report, Json.Options) : Described(report));
        return ExitCode.Done;
    }

    public void Done(DenoiseReport report)
    {
        _done++;
        Remark(report);
        Add(report, Described(report));
    }

    public void Skipped(PicturePair pair)
    {
        _skipped++;
        Add(new UntouchedReport(pair.Input, pair.Output, Skipped: true, null), $"{pair.Output}: there already, skipped");
    }

    public void Failed(PicturePair pair, Exception failure)
    {
        _failed++;
        Errors.Show(terminal.Error, failure);
        Add(new UntouchedReport(pair.Input, pair.Output, Skipped: false, failure.Message), $"{pair.Output}: not written");
    }

    public void Unsearched(string folder, Exception why)
    {
        var failure = new IOException($"'{folder}' cannot be searched for pictures: {why.Message}", why);
        _failed++;
        Errors.Show(terminal.Error, failure);
        Add(new UntouchedReport(folder, null, Skipped: false, failure.Message), $"{folder}: not searched");
    }

    public int End()
    {
        if (json)
            terminal.Output.Line(single ? JsonSerializer.Serialize(_reports[0], Json.Options) : JsonSerializer.Serialize(_reports, Json.Options));
        else if (!single)
            terminal.Output.Line($"{_done} cleaned, {_skipped} skipped, {_failed} failed");
        return _failed > 0 ? ExitCode.Failed : ExitCode.Done;
    }

    private void Add(object report, string line)
    {
        _reports.Add(report);
        if (!json)
            terminal.Output.Line(line);
    }

    private void Remark(DenoiseReport report)
    {
        foreach (string remark in report.Remarks)
            terminal.Error.Line(remark);
        foreach (string note in json ? [] : report.Notes)
            terminal.Error.Line($"note: {note}");
    }

    private static string Described(DenoiseReport report) =>
        report.Removed is { } removed ? $"{report.Describe()}\n{removed.Describe()}" : report.Describe();
}
