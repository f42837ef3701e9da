using System.Runtime.InteropServices;
using Hush.Cli.Display;
using Hush.Learning.Distributed;
using Hush.Learning.Distributed.Mpi;

namespace Hush.Cli.Commands;

/// <summary>Runs a command on all ranks that an MPI launcher started. Only rank 0 writes to the terminal.</summary>
internal static class RankedCommand
{
    private static readonly TextChannel s_silent = new(TextWriter.Null, isTerminal: false);
    private static readonly TimeSpan s_precedence = TimeSpan.FromSeconds(3);

    /// <summary>Runs the command; without a launcher, in this process alone.</summary>
    /// <param name="context">The environment of the command.</param>
    /// <param name="run">Runs the command on this rank, with its own terminal.</param>
    /// <param name="command">The command line without what may differ between ranks.</param>
    /// <param name="json">Whether standard output is JSON.</param>
    /// <param name="resume">Returns the command that resumes the work, for the message about a lost rank; null if there is nothing to
    /// resume.</param>
    public static int Run(
        CommandContext context, Func<ICommunicator, CommandContext, int> run, string command, bool json, Func<string?> resume)
    {
        if (MpiCommunicator.OfLauncher(Environment.GetEnvironmentVariable) is not MpiCommunicator ranks)
            return run(SingleProcess.Instance, context);
        using (ranks)
        {
            int reported = 0;
            using var signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => ranks.ExpectEnd());
            Terminal terminal = ranks.Rank == 0 ? context.Terminal : new Terminal(s_silent, s_silent);
            try
            {
                ranks.Connect((message, exitCode) =>
                {
                    if (Interlocked.Exchange(ref reported, 1) != 0)
                        return;
                    Errors.Write(context.Terminal.Error, Advice(exitCode, resume) is { } advice ? $"{message} {advice}" : message);
                    ranks.Abort(exitCode);
                });
                RequireSame(ranks, command);
                return run(ranks, context with { Terminal = terminal });
            }
            catch (Exception e)
            {
                if (Interlocked.Exchange(ref reported, 1) != 0)
                    Thread.Sleep(Timeout.Infinite);         // the report of another failure ends this process
                Terminal own = ranks.IsConnected ? terminal : context.Terminal;     // rank 0 cannot report it yet
                int exitCode = Errors.Show(own, e, json, []);
                if (Advice(exitCode, resume) is { } advice)
                    own.Error.Text(advice);
                ranks.Fail(Errors.MessageOf(e), exitCode);
                throw;
            }
        }
    }

    /// <summary>
    /// Lets rank 0 report an error in the command line, which all ranks have, before the ranks are connected: the launcher then ends the
    /// others.
    /// </summary>
    public static void LetRank0ReportFirst()
    {
        if (MpiCommunicator.LaunchedRank(Environment.GetEnvironmentVariable) > 0)
            Thread.Sleep(s_precedence);
    }

    private static void RequireSame(ICommunicator ranks, string command)
    {
        string[] commands = ranks.AllGather(command);
        int other = Array.FindIndex(commands, text => text != commands[0]);
        if (other >= 0)
        {
            throw new WrongUseException($"Rank {other} runs '{commands[other]}', rank 0 '{commands[0]}'. Start all ranks with the same " +
                "command; only --threads and --data-root can differ.");
        }
    }

    private static string? Advice(int exitCode, Func<string?> resume) => exitCode == RankLostException.ExitCode && resume() is { } command
        ? $"Resume from the last checkpoint, with any number of ranks:\n  {command}" : null;
}
