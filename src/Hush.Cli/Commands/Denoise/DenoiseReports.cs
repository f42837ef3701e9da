using Hush.Cli.Display;
using Hush.Imaging.Files;
using Hush.Numerics.Text;

namespace Hush.Cli.Commands.Denoise;

/// <summary>
/// Writes the reports of a denoising: remarks to standard error as they occur, results to standard output as text or JSON.
/// </summary>
/// <param name="terminal">Standard output and standard error.</param>
/// <param name="json">Whether to write results as JSON.</param>
/// <param name="single">Whether there is a single image instead of a batch.</param>
/// <param name="imageTakesOutput">Whether the image itself is written to standard output.</param>
internal sealed class DenoiseReports(Terminal terminal, bool json, bool single, bool imageTakesOutput)
{
    private readonly List<object> _reports = [];
    private readonly RepeatedErrors _errors = new();
    private int _done, _skipped, _failed;

    public int One(DenoiseReport report)
    {
        Remark(report);
        TextChannel channel = imageTakesOutput ? terminal.Error : terminal.Output;
        if (json)
            channel.Json(CliJson.Serialize(report));
        else
            channel.Line(Described(report));
        return ExitCode.Done;
    }

    public void Done(DenoiseReport report)
    {
        _done++;
        Remark(report);
        Add(report, Described(report));
    }

    public void Skipped(ImagePair pair)
    {
        _skipped++;
        Add(new UntouchedReport(pair.Input, pair.Output, Skipped: true, null), $"{Printable.Escape(pair.Output)}: already exists, skipped");
    }

    public void Failed(ImagePair pair, Exception failure)
    {
        _failed++;
        if (_errors.IsNew(pair, failure.Message))
            Errors.Show(terminal.Error, failure);
        Add(new UntouchedReport(pair.Input, pair.Output, Skipped: false, Errors.MessageOf(failure)), $"{Printable.Escape(pair.Output)}: " +
            "not written");
    }

    public void Unsearched(string folder, Exception why)
    {
        string reason = ImageFiles.IsUndecodable(folder) ? "its name is not valid UTF-8. Rename it." : why.Message;
        var failure = new IOException($"{ImageFiles.Quoted(folder)} cannot be searched for images: {reason}", why);
        _failed++;
        Errors.Show(terminal.Error, failure);
        Add(new UntouchedReport(folder, null, Skipped: false, failure.Message), $"{Printable.Escape(folder)}: not searched");
    }

    /// <summary>Reports that the remaining images cannot be denoised.</summary>
    public void Stopped(BatchProgress progress) => terminal.Error.Line($"Stopped: {ImagesLeft(progress)} left.");

    /// <summary>Reports what is left after Ctrl-C, and how to continue.</summary>
    public int Interrupted(BatchProgress progress, DenoiseSettings settings)
    {
        string next = (settings.Overwrite, settings.SkipExisting || settings.Shard != null) switch
        {
            (_, true) => " Run the same command again to continue.",
            (false, false) => " Run the same command with --skip-existing to continue.",
            (true, false) => "",                // there is no record of which old files were replaced
        };
        terminal.Error.Line($"Interrupted: {ImagesLeft(progress)} left.{next}");
        return ExitCode.Interrupted;
    }

    public int End(PassedOver passedOver)
    {
        foreach (string count in _errors.Counts())
            Errors.Write(terminal.Error, count);
        string left = Describe(passedOver);
        if (json && left.Length > 0)
            terminal.Error.Line(left.TrimStart(';', ' '));
        if (json)
            terminal.Output.Json(single ? CliJson.Serialize(_reports[0]) : CliJson.Serialize(_reports));
        else if (!single)
            terminal.Output.Line((_done, _skipped, _failed) is (0, 0, > 0)
                ? $"no image was denoised, {_failed} failed{left}"
                : $"{_done} denoised, {_skipped} skipped, {_failed} failed{left}");
        return _failed > 0 ? ExitCode.Failed : ExitCode.Done;
    }

    private static string ImagesLeft(BatchProgress progress) =>
        progress.Count == 1 ? "1 image is" : $"{progress.Left} of {progress.Count} images {(progress.Left == 1 ? "is" : "are")}";

    /// <summary>Returns, for example, <c>; ignored: 2 hidden, 5 of other types</c>.</summary>
    private static string Describe(PassedOver passedOver)
    {
        string hidden = passedOver.Hidden > 0 ? $"{passedOver.Hidden} hidden" : "";
        string others = passedOver.Others > 0 ? $"{passedOver.Others} of other types" : "";
        string[] parts = [.. new[] { hidden, others }.Where(p => p.Length > 0)];
        return parts.Length > 0 ? $"; ignored: {string.Join(", ", parts)}" : "";
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
