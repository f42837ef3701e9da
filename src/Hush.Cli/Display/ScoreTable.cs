using Hush.Evaluation;
using Hush.Numerics.Text;
using Hush.Training;
using Spectre.Console;

namespace Hush.Cli.Display;

/// <summary>A table of the scores: noisy, baseline and denoised.</summary>
internal static class ScoreTable
{
    public static void Write(TextChannel channel, EvaluationResult result)
    {
        Table table = New();
        Add(table, "noisy", result.Noisy, Style.Plain);
        Add(table, $"Gaussian filter, {result.BaselineWidth:0.##} px", result.Baseline, Style.Plain);
        Add(table, "denoised", result.Denoised, new Style(decoration: Decoration.Bold));
        Tables.Write(channel, table);
    }

    public static void Write(TextChannel channel, PairResult result)
    {
        Table table = New();
        Add(table, "noisy", result.Noisy, Style.Plain);
        Add(table, "denoised", result.Denoised, new Style(decoration: Decoration.Bold));
        Tables.Write(channel, table);
        string models = string.Join(", ", result.Pairs.CountBy(pair => pair.Model).Select(m => $"{m.Key} for {m.Value}"));
        channel.Text($"{Figures.Count(result.Images, "pair", "pairs")} of images; models: {models}. Results are rounded as in files.");
        channel.Text("Mean ± standard deviation over the images. SSIM: 11x11 Gaussian window, σ = 1.5.");
        channel.Line();
    }

    private static Table New() => Tables.New("", "PSNR, dB", "PSNR, mean MSE", "SSIM");

    private static void Add(Table table, string name, ScoreSummary score, Style style)
    {
        string[] figures = [Figures.PsnrWithSpread(score), Figures.Decibels(score.PsnrOfMeanMse), Figures.SsimWithSpread(score)];
        table.AddRow(figures.Prepend(name).Select(cell => new Text(cell, style)));
    }
}

/// <summary>Creates tables in the style of this program.</summary>
internal static class Tables
{
    /// <summary>A table with the first column aligned left and all others aligned right.</summary>
    public static Table New(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        for (int i = 0; i < columns.Length; i++)
            table.AddColumn(new TableColumn(new Text(columns[i])) { Alignment = i == 0 ? Justify.Left : Justify.Right });
        return table;
    }

    /// <summary>Adds a row of plain text, not markup.</summary>
    public static void Add(Table table, params IEnumerable<string> cells) =>
        table.AddRow(cells.Select(cell => new Text(Printable.Escape(cell))));

    /// <summary>Writes and flushes the table.</summary>
    public static void Write(TextChannel channel, Table table)
    {
        channel.Console.Write(table);
        channel.Writer.Flush();
    }
}

/// <summary>The protocol shown with scores, to prevent misinterpretation.</summary>
internal static class Protocols
{
    public static void Write(TextChannel channel, EvaluationResult result)
    {
        string unverified = result.Verified ? "" : " (not a published dataset)";
        Protocol protocol = result.Protocol;
        string images = result.Validated
            ? Figures.Count(result.Images, "held-out image (also used for validation)", "held-out images (also used for validation)")
            : Figures.Count(result.Images, "test image", "test images");
        channel.Text($"Protocol: {protocol.Description}, seed {protocol.Seed}; {images} of {result.Dataset}{unverified}.");
        channel.Text("Mean ± standard deviation over the images. SSIM: 11x11 Gaussian window, σ = 1.5.");
        channel.Line();
    }
}
