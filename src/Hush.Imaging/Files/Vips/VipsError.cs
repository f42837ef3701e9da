using System.Runtime.InteropServices;

namespace Hush.Imaging.Files.Vips;

internal static class VipsError
{
    private const int MaxLength = 300;

    /// <summary>Returns the messages of the last failures as one line, and clears the error buffer.</summary>
    public static string Take(VipsLibrary library)
    {
        nint text = library.Functions.TakeErrors();
        string message = Marshal.PtrToStringUTF8(text) ?? "";
        library.Functions.Free(text);
        string line = string.Join("; ", message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Distinct());
        return line.Length > MaxLength ? line[..MaxLength] + "..." : line.Length == 0 ? "no reason" : line;
    }
}
