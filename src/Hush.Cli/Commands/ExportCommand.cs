using System.CommandLine;
using Hush.Cli.Arguments;
using Hush.Cli.Display;
using Hush.Models;

namespace Hush.Cli.Commands;

/// <summary><c>hush export MODEL -o FILE.onnx</c>: writes a model as an ONNX file.</summary>
internal static class ExportCommand
{
    public static Command Create(CommandContext context, ExampleHelp examples)
    {
        Argument<string> model = SharedOptions.Model();
        Option<string?> output = Values.Text("--output", "FILE.onnx", "The ONNX file.", "-o");
        output.Required = true;
        Option<bool> keeps = Values.Flag(
            "--keep-batch-norm", "Keep batch normalizations as layers (default: folded into the convolutions before them).");
        Option<bool> overwrite = Values.Flag("--overwrite", "Replace an existing file.");
        Option<bool> json = SharedOptions.Json();
        var command = new Command(
            "export",
            "Write a model as an ONNX file (opset 17), for ONNX Runtime, browsers and GPUs. The file is read again and compared with " +
            "the model.")
        {
            model, output, keeps, overwrite, json,
        };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(model),
            parsed.GetRequiredValue(output)!,
            parsed.GetValue(keeps),
            parsed.GetValue(overwrite),
            parsed.GetValue(json),
            context.Terminal.Output));
        examples.Add(command, "hush export photo-color -o photo-color.onnx", "hush export runs/mnist -o mnist.onnx --keep-batch-norm");
        return command;
    }

    private static int Run(string name, string output, bool keepsNorms, bool overwrite, bool json, TextChannel channel)
    {
        OutputFile.Check(output, OnnxModels.Extension, overwrite);
        using Model model = Model.Open(name);
        double difference = OnnxModels.Write(model, output, keepsNorms);
        var report = new ExportReport(
            model.Card.Name, output, model.Card.Channels, model.Card.TakesNoiseLevel, new FileInfo(output).Length, difference);
        if (json)
            channel.Json(CliJson.Serialize(report));
        else
            channel.Line(report.Describe());
        return ExitCode.Done;
    }
}

/// <summary>The output of <c>hush export --json</c>. Difference is the largest, as a fraction of the largest output value.</summary>
internal sealed record ExportReport(string Model, string Output, int Channels, bool TakesNoiseLevel, long Bytes, double Difference)
{
    /// <summary>The human-readable output.</summary>
    public string Describe() =>
        $"{Numerics.Text.Printable.Escape(Output)}: {(Channels == 1 ? "gray" : "color")} images [batch, {Channels}, height, width]" +
        (TakesNoiseLevel ? ", noise level sigma [batch, 1, 1, 1] from 0 to 1" : "") +
        $"; {Figures.Count(Bytes)} bytes. Read again, it gives the same output" +
        (Difference == 0 ? "." : $" to {Difference:0.0e0} of its maximum.");
}
