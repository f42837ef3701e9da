using Google.Protobuf;
using Hush.Learning.TensorBoard.Messages;

namespace Hush.Learning.TensorBoard;

/// <summary>
/// An event file of TensorBoard: summaries by step, in ascending order. A run that was interrupted continues the same file, after
/// removing what is newer than its checkpoint or damaged, so that no step appears twice.
/// </summary>
internal sealed class EventFile : IDisposable
{
    private const string Version = "brain.Event:2";

    private readonly FileStream _file;
    private readonly TimeProvider _clock;

    /// <summary>Opens or creates a file.</summary>
    /// <param name="path">The file; TensorBoard requires <c>tfevents</c> in its name.</param>
    /// <param name="isCurrent">Whether a summary belongs to the steps that are complete. The first one that does not, and all that
    /// follow it, are removed.</param>
    /// <param name="clock">The time of new events.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public EventFile(string path, Func<long, Summary, bool> isCurrent, TimeProvider clock)
    {
        _clock = clock;
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            long end = EndOfCurrent(isCurrent);
            _file.SetLength(end);
            _file.Position = end;
            if (end == 0)
                Write(new Event { FileVersion = Version });
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>The last step in the file; 0 if there is none.</summary>
    public long LastStep { get; private set; }

    /// <summary>Appends a summary.</summary>
    public void Write(long step, Summary summary)
    {
        Write(new Event { Step = step, Summary = summary });
        LastStep = step;
    }

    public void Dispose() => _file.Dispose();

    private void Write(Event value)
    {
        value.WallTime = (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
        TfRecord.Write(_file, value.ToByteArray());
        _file.Flush();
    }

    /// <summary>The position behind the last record to keep; 0 if the file does not begin as an event file.</summary>
    private long EndOfCurrent(Func<long, Summary, bool> isCurrent)
    {
        long end = 0;
        for (bool isFirst = true; Read() is { } value; isFirst = false)
        {
            bool keeps = isFirst
                ? value.WhatCase == Event.WhatOneofCase.FileVersion
                : value.WhatCase == Event.WhatOneofCase.Summary && value.Step > LastStep && isCurrent(value.Step, value.Summary);
            if (!keeps)
                break;
            LastStep = value.Step;
            end = _file.Position;
        }

        return end;
    }

    private Event? Read()
    {
        try
        {
            return TfRecord.TryRead(_file, out byte[]? content) ? Event.Parser.ParseFrom(content) : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
