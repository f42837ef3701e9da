using System.Diagnostics;
using Xunit;

namespace Hush.Testing;

/// <summary>
/// Two folders whose names, caf\xe8 and caf\xe9, are not valid UTF-8. .NET lists both under one name and cannot open either, not even
/// as root. Linux only.
/// </summary>
public sealed class UnreadableFolders : IDisposable
{
    private readonly string _parent;

    public UnreadableFolders(string parent)
    {
        _parent = parent;
        Shell("mkdir");
    }

    public void Dispose() => Shell("rmdir");

    private void Shell(string command)
    {
        using Process done =
            Process.Start("/bin/sh", ["-c", $"cd \"$0\" && {command} \"$(printf 'caf\\350')\" \"$(printf 'caf\\351')\"", _parent]);
        done.WaitForExit();
        Assert.Equal(0, done.ExitCode);
    }
}
