using System.Runtime.InteropServices;

namespace Hush.Cli.Display;

/// <summary>
/// Until disposed, the first Ctrl-C (or SIGTERM, or a closed terminal) cancels <see cref="Token"/>, and the second one ends the process
/// immediately.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private const string ShowCursor = "\e[?25h";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _source;
    private readonly PosixSignalRegistration[] _registrations;
    private readonly TextChannel _error;
    private int _signals;

    /// <summary>Starts listening for signals; the context's own token counts as Ctrl-C too.</summary>
    public Interruption(CommandContext context)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(context.Cancel);
        _error = context.Terminal.Error;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, Handle),
        ];
    }

    /// <summary>Canceled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>
    /// Waits for work that may ignore <see cref="Token"/>. After a signal it has two seconds to finish, so that a file being written is
    /// either complete or removed; then it is abandoned.
    /// </summary>
    /// <exception cref="OperationCanceledException">The signal came before the work finished.</exception>
    public T Abandonable<T>(Func<T> work)
    {
        Task<T> task = Task.Run(work);
        try
        {
            return task.WaitAsync(Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (!task.IsCompleted)
        {
            ((IAsyncResult)task).AsyncWaitHandle.WaitOne(s_patience);
            throw;
        }
    }

    /// <summary>
    /// Runs work that respects <see cref="Token"/> once <paramref name="hasBegun"/> returns true, but may take long to prepare. After a
    /// signal during preparation it has two seconds; then it is abandoned. Work that has started ends by itself, with everything saved.
    /// </summary>
    /// <exception cref="OperationCanceledException">The signal came before the work started.</exception>
    public T AbandonableUntil<T>(Func<T> work, Func<bool> hasBegun)
    {
        Task<T> task = Task.Run(work);
        try
        {
            return task.WaitAsync(Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (!task.IsCompleted)
        {
            ((IAsyncResult)task).AsyncWaitHandle.WaitOne(s_patience);
            if (!task.IsCompleted && !hasBegun())
                throw;
            return task.GetAwaiter().GetResult();
        }
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext signal)
    {
        if (Interlocked.Increment(ref _signals) > 1)
        {
            if (_error.IsLive)
                _error.Writer.Write(ShowCursor);        // hidden by the progress bars
            return;                                     // the default signal handling then ends the process
        }

        signal.Cancel = true;
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The work finished at the same moment.
        }
    }
}
