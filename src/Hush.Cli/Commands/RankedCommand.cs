using Hush.Cli.Display;
using Hush.Learning.Distributed;
using Hush.Learning.Distributed.Mpi;

namespace Hush.Cli.Commands;

/// <summary>Runs a command on all ranks that an MPI launcher started. Only rank 0 writes to the terminal.</summary>
internal static class RankedCommand
{
    private static readonly TextChannel s_silent = new(TextWriter.Null, isTerminal: false);

    /// <summary>Runs the command; without a launcher, in this process alone.</summary>
    /// <param name="context">The environment of the command.</param>
    /// <param name="run">Runs the command on this rank, with its own terminal.</param>
    /// <param name="json">Whether standard output is JSON.</param>
    /// <param name="resume">Returns the command that resumes the work, for the message about a lost rank.</param>
    public static int Run(CommandContext context, Func<ICommunicator, CommandContext, int> run, bool json, Func<string?> resume)
    {
        if (MpiCommunicator.OfLauncher(Environment.GetEnvironmentVariable) is not MpiCommunicator ranks)
            return run(SingleProcess.Instance, context);
        using (ranks)
        {
            int reported = 0;
            ranks.RankFailed = (message, exitCode) =>
            {
                if (Interlocked.Exchange(ref reported, 1) != 0)
                    return;
                string advice = exitCode == RankMonitor.LostExitCode && resume() is { } command
                    ? $" Resume from the last checkpoint, with any number of ranks:\n  {command}" : "";
                Errors.Write(context.Terminal.Error, message + advice);
                ranks.Abort(exitCode);
            };
            Terminal terminal = ranks.Rank == 0 ? context.Terminal : new Terminal(s_silent, s_silent);
            try
            {
                return run(ranks, context with { Terminal = terminal });
            }
            catch (Exception e)
            {
                if (Interlocked.Exchange(ref reported, 1) != 0)
                    Thread.Sleep(Timeout.Infinite);         // the report of another failure ends this process
                ranks.Fail(Errors.MessageOf(e), Errors.Show(terminal, e, json, []));
                throw;
            }
        }
    }
}
