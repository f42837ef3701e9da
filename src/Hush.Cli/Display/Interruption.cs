using System.Runtime.InteropServices;

namespace Hush.Cli.Display;

/// <summary>
/// While it lives, the first Ctrl-C (or SIGTERM, or a closed terminal) cancels <see cref="Token"/>; the second ends the process at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private const string ShowCursor = "\e[?25h";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _source;
    private readonly PosixSignalRegistration[] _registrations;
    private readonly TextChannel _error;
    private int _signals;

    /// <summary>Listens; the context's own token counts as a Ctrl-C, too.</summary>
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

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>
    /// Waits for work that may not heed <see cref="Token"/>. After a signal it has two seconds to end, so that a file which is being
    /// written is whole or gone; then it is left to itself.
    /// </summary>
    /// <exception cref="OperationCanceledException">The signal came before the work's end.</exception>
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
    /// Runs work that heeds <see cref="Token"/> once it has begun, but may take long to get ready. After a signal before that it has two
    /// seconds; then it is left to itself.
    /// </summary>
    /// <param name="work">The work.</param>
    /// <param name="hasBegun">Whether it has begun, so that it ends by itself, with everything saved.</param>
    /// <exception cref="OperationCanceledException">The signal came before the beginning.</exception>
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
                _error.Writer.Write(ShowCursor);        // the bars had hidden it
            return;                                     // the system's own answer follows: the process ends
        }

        signal.Cancel = true;
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // the work ended in the same moment
        }
    }
}
