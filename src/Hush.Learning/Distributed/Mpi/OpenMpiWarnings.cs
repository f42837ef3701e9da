using System.Runtime.InteropServices;

namespace Hush.Learning.Distributed.Mpi;

/// <summary>
/// The warnings that Open MPI 3 and 4 print through a function pointer. MPI_Init_thread replaces the function by one that waits until
/// mpirun takes the text. After a rank is killed, mpirun takes no text for two seconds and then kills the other ranks: they would hang in
/// a warning about the closed connection instead of reporting the lost rank. Other versions have no such pointer and keep their warnings.
/// </summary>
internal sealed unsafe class OpenMpiWarnings
{
    private readonly nint* _function = Find();
    private readonly nint _direct;          // writes to standard error

    /// <summary>Create it before MPI_Init_thread is called.</summary>
    public OpenMpiWarnings() => _direct = _function == null ? 0 : *_function;

    /// <summary>Writes warnings to standard error without waiting for mpirun. Call it after MPI_Init_thread.</summary>
    public void WriteDirectly() => Set(_direct);

    /// <summary>
    /// Drops warnings: about a lost rank, Open MPI prints pages, in which a message that names the rank is easily overlooked.
    /// </summary>
    public void Drop() => Set((nint)(delegate* unmanaged<nint, nint, byte, int>)&Ignore);

    // Called with further arguments, which C removes from the stack in the caller.
    [UnmanagedCallersOnly]
    private static int Ignore(nint file, nint topic, byte hasHeader) => 0;

    private static nint* Find() =>
        NativeLibrary.TryLoad("libopen-pal.so.40", out nint library)
        && NativeLibrary.TryGetExport(library, "opal_show_help", out nint pointer) ? (nint*)pointer : null;

    private void Set(nint function)
    {
        if (_function != null)
            *_function = function;
    }
}
