using System.Net;
using System.Net.Sockets;
using Hush.Cli.Display;
using Hush.Testing;
using Xunit;

namespace Hush.Cli.Tests;

public class ServeTests
{
    [Theory]
    [InlineData("--port must be an integer from 0 to 65535, got '70000'", "--port", "70000")]
    [InlineData("--address must be an IP address", "--address", "localhost")]
    [InlineData("--queue must be an integer from 1 to 1000, got '0'", "--queue", "0")]
    public void Wrong_values_are_explained(string reason, params string[] options)
    {
        CommandRun run = RecordedTerminal.Run(["serve", .. options]);
        Assert.Equal(ExitCode.WrongUse, run.Code);
        Assert.Contains(reason, run.Error);
    }

    [Fact]
    public void A_port_in_use_is_an_error_that_names_the_option()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        CommandRun run = RecordedTerminal.Run("serve", "--port", $"{((IPEndPoint)other.LocalEndpoint).Port}");
        Assert.Equal(ExitCode.Failed, run.Code);
        Assert.Contains("cannot be used", run.Error);
        Assert.Contains("--port", run.Error);
    }

    [Fact]
    public async Task The_server_runs_until_it_is_interrupted()
    {
        using var folder = new TemporaryFolder();
        using var cancel = new CancellationTokenSource();
        var output = new StringWriter();
        var channel = new TextChannel(TextWriter.Synchronized(output), isTerminal: false);
        Task<int> running = Task.Run(() => App.Run(
            ["serve", "--port", "0", "--runs", folder.Path], new CommandContext(new Terminal(channel, channel), "hush", cancel.Token)));
        string text = "";
        for (int i = 0; i < 300 && !text.Contains("Ctrl-C"); i++)
        {
            await Task.Delay(100);
            text = output.ToString();
        }

        string url = text.Split('\n')[0]["Hush is running at ".Length..].Trim();
        using var client = new HttpClient();
        Assert.Contains("\"ok\"", await client.GetStringAsync(new Uri(new Uri(url), "/healthz")));
        await cancel.CancelAsync();
        Assert.Equal(ExitCode.Done, await running.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains("Stopping.", output.ToString());
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(new Uri(url)));
    }

    [Fact]
    public void Ctrl_C_ends_the_process_with_nothing_left()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("signals as on Unix");
        using var folder = new TemporaryFolder();
        CommandRun run = HushProcess.RunUntil("Only this machine", folder.Path, "serve", "--port", "0");
        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Contains("Stopping.", run.Output);
        Assert.Equal("", run.Error);
    }
}
