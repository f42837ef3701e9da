using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Hush.Cli.Arguments;
using Hush.Cli.Display;
using Hush.Imaging.Datasets;
using Hush.Web;
using Hush.Web.Safety;

namespace Hush.Cli.Commands;

/// <summary><c>hush serve</c>: a local web page that cleans photos and shows trainings, and its HTTP API.</summary>
internal static class ServeCommand
{
    private const string TokenVariable = "HUSH_TOKEN";
    private const int MaxPort = 65535, MinTokenLength = 16;

    public static Command Create(CommandContext context, ExampleHelp examples)
    {
        Option<int?> port = Port();
        Option<string?> address = Values.Text(
            "--address", "A", "The IP address to listen on (default: 127.0.0.1, which only this machine reaches; 0.0.0.0 for all). Other " +
            $"addresses require a token, which is printed; set {TokenVariable} to choose it.");
        Option<string?> host = Values.Text(
            "--host", "NAME[,NAME]", "Names by which browsers may address the server, in addition to localhost and this machine's name.");
        Option<string?> runs = Values.Text("--runs", "DIR", "The folder with the run folders of trainings (default: runs).");
        Option<string?> root = SharedOptions.DataRoot();
        Option<long?> upload = Values.Memory("--max-upload", "Maximum size of an uploaded file, such as 256M (the default) or 1G.");
        Option<int?> pixels = Values.Count("--max-pixels", "Maximum size of an image in millions of pixels (default: 64).", max: 2000);
        Option<int?> queue = Values.Count("--queue", "Maximum number of images in progress; more are rejected (default: 16).", max: 1000);
        Option<int?> threads = SharedOptions.Threads();
        var command = new Command("serve", "Open a local web page that cleans photos and shows trainings.")
        {
            port, address, host, runs, root, upload, pixels, queue, threads,
        };
        command.SetAction(parsed =>
        {
            var defaults = new ServeDefaults();
            return Run(
                defaults with
                {
                    Port = parsed.GetValue(port) ?? defaults.Port,
                    Address = parsed.GetValue(address) ?? defaults.Address,
                    Hosts = parsed.GetValue(host),
                    Runs = parsed.GetValue(runs) ?? defaults.Runs,
                    DataRoot = parsed.GetValue(root),
                    MaxUpload = parsed.GetValue(upload),
                    MaxMegapixels = parsed.GetValue(pixels),
                    MaxQueue = parsed.GetValue(queue),
                    Threads = parsed.GetValue(threads),
                },
                context);
        });
        examples.Add(command, "hush serve", "hush serve --port 8080", "hush serve --address 0.0.0.0 --host photos.example.org");
        return command;
    }

    private static int Run(ServeDefaults settings, CommandContext context)
    {
        if (!IPAddress.TryParse(settings.Address, out IPAddress? address))
            throw new WrongUseException($"--address must be an IP address such as 127.0.0.1, 0.0.0.0 or ::1, got '{settings.Address}'.");
        string? token = Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } given ? given : null;
        if (token is { Length: < MinTokenLength })
            throw new WrongUseException($"{TokenVariable} must have at least {MinTokenLength} characters, got {token.Length}.");
        return Serve(settings, address, token, context);
    }

    /// <summary>In a method of its own, so that no other command loads the web server.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Serve(ServeDefaults settings, IPAddress address, string? token, CommandContext context)
    {
        var options = new ServeOptions();
        options = options with
        {
            Address = address,
            Port = settings.Port,
            Token = token ?? (IPAddress.IsLoopback(address) ? null : RequestGuard.NewToken()),
            HostNames = (settings.Hosts ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            Runs = settings.Runs,
            Datasets = DatasetOptions.From(settings.DataRoot),
            MaxUpload = settings.MaxUpload ?? options.MaxUpload,
            MaxPixels = settings.MaxMegapixels is { } millions ? millions * 1_000_000L : options.MaxPixels,
            MaxQueue = settings.MaxQueue ?? options.MaxQueue,
            Threads = settings.Threads,
        };
        using var interruption = new Interruption(context);
        try
        {
            ServeUntilStopped(options, context.Terminal.Output, interruption.Token).GetAwaiter().GetResult();
        }
        catch (IOException e) when (e.InnerException is SocketException or Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new IOException($"Port {options.Port} of {address} cannot be used: {e.InnerException.Message.TrimEnd('.')}. " +
                "Choose another with --port, or any free one with --port 0.", e);
        }
        catch (SocketException e)
        {
            throw new IOException(
                $"Port {options.Port} of {address} cannot be used: {e.Message.TrimEnd('.')}. Choose another with --port.", e);
        }

        return ExitCode.Done;
    }

    private static async Task ServeUntilStopped(ServeOptions options, TextChannel output, CancellationToken stop)
    {
        await using HushServer server = await HushServer.Start(options, App.Version);
        output.Line($"Hush is running at {server.Url}");
        output.Line(options.Token is null
            ? "Only this machine can reach it. Press Ctrl-C to stop."
            : "Anyone with this address can use it, over an unencrypted connection. Press Ctrl-C to stop.");
        try
        {
            await Task.Delay(Timeout.Infinite, stop);
        }
        catch (OperationCanceledException)
        {
            output.Line($"Stopping. Images in progress have {options.Grace.TotalSeconds:0} s to finish; a training is saved.");
        }

        await server.Stop();
    }

    private static Option<int?> Port() => new("--port")
    {
        Description = $"The port (default: {ServeDefaults.DefaultPort}; 0 for any free port).",
        HelpName = "N",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (int.TryParse(text, System.Globalization.NumberStyles.None, null, out int value) && value <= MaxPort)
                return value;
            result.AddError($"--port must be an integer from 0 to {MaxPort}, got '{text}'.");
            return null;
        },
    };

    /// <summary>The options as given. It does not use types of the web server, which would load it for the help.</summary>
    private sealed record ServeDefaults
    {
        public const int DefaultPort = 4874;

        public int Port { get; init; } = DefaultPort;

        public string Address { get; init; } = "127.0.0.1";

        public string? Hosts { get; init; }

        public string Runs { get; init; } = "runs";

        public string? DataRoot { get; init; }

        public long? MaxUpload { get; init; }

        public int? MaxMegapixels { get; init; }

        public int? MaxQueue { get; init; }

        public int? Threads { get; init; }
    }
}
