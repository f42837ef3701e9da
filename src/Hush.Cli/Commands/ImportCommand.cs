using System.CommandLine;
using Hush.Cli.Arguments;
using Hush.Cli.Display;
using Hush.Models;

namespace Hush.Cli.Commands;

/// <summary><c>hush import FILE.onnx -o MODEL.safetensors</c>: converts an ONNX file to a model of Hush.</summary>
internal static class ImportCommand
{
    private const string ModelExtension = ".safetensors";

    public static Command Create(CommandContext context, ExampleHelp examples)
    {
        var input = new Argument<string>("FILE.onnx")
        {
            Description = "A convolutional denoiser for gray or color images, opset 11 to 21. A second input, or a last channel beside " +
                "the colors, is the noise level.",
        };
        Option<string?> output = Values.Text("--output", $"MODEL{ModelExtension}", "The model file.", "-o");
        output.Required = true;
        Option<NumberRange?> sigma = Values.SigmaRange(
            "--sigma", "The noise that the network was trained for, on the 0 to 255 scale (default: what Hush wrote in the file, or an " +
                "assumed 0-75).");
        Option<double?> white = Values.Positive(
            "--white", "VALUE", "The value of white in its images, and the unit of its noise level: 1, or 255 for bytes (default: 1).");
        Option<bool> noise = Values.Flag("--predicts-noise", "The network returns the noise, which is subtracted from the image " +
            "(default: decided by running it on a synthetic noisy image).");
        Option<bool> image = Values.Flag("--predicts-image", "The network returns the clean image (default: as above).");
        Option<bool> overwrite = Values.Flag("--overwrite", "Replace an existing file.");
        Option<bool> json = SharedOptions.Json();
        var command = new Command(
            "import",
            "Convert an ONNX file to a model file. The other commands also accept ONNX files; import is for files that need these options.")
        {
            input, output, sigma, white, noise, image, overwrite, json,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(noise) && parsed.GetValue(image))
                throw new WrongUseException("--predicts-noise and --predicts-image cannot be combined. Give one of them, or neither.");
            var options = new OnnxImportOptions
            {
                Sigma = parsed.GetValue(sigma),
                White = parsed.GetValue(white) ?? 1,
                PredictsNoise = parsed.GetValue(noise) ? true : parsed.GetValue(image) ? false : null,
            };
            return Run(
                parsed.GetRequiredValue(input), parsed.GetRequiredValue(output)!, options, parsed.GetValue(overwrite),
                parsed.GetValue(json), context.Terminal.Output);
        });
        examples.Add(
            command,
            "hush import dncnn.onnx -o dncnn.safetensors --sigma 25",
            "hush import ffdnet.onnx -o ffdnet.safetensors --sigma 0-75");
        return command;
    }

    private static int Run(string input, string output, OnnxImportOptions options, bool overwrite, bool json, TextChannel channel)
    {
        OutputFile.Check(output, ModelExtension, overwrite);
        using Model model = OnnxModels.Read(input, options);
        model.Save(output);
        var report = new ImportReport(
            input, output, model.Card.Channels, model.Card.TakesNoiseLevel, model.Network.Nodes.Count, model.Network.ParameterCount,
            model.Card.Description, model.Card.Noise.Create().Description, model.Card.NoiseIsAssumed);
        if (json)
            channel.Json(CliJson.Serialize(report));
        else
            channel.Line(report.Describe());
        return ExitCode.Done;
    }
}

/// <summary>The output of <c>hush import --json</c>.</summary>
internal sealed record ImportReport(
    string Input, string Output, int Channels, bool TakesNoiseLevel, int Layers, int Parameters, string Description, string Noise,
    bool NoiseIsAssumed)
{
    /// <summary>The human-readable output.</summary>
    public string Describe() =>
        $"{Numerics.Text.Printable.Escape(Output)}: {(Channels == 1 ? "gray" : "color")} images, " +
        (TakesNoiseLevel ? "takes the noise level" : "takes no noise level") +
        $"; {Figures.Count(Layers)} layers, {Figures.Count(Parameters)} parameters.\n{Numerics.Text.Printable.Escape(Description)}\n" +
        $"{(NoiseIsAssumed ? "Noise, assumed because the file does not say it" : "Noise")}: {Noise}.";
}
