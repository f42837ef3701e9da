using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hush.Imaging.Files.Vips;

/// <summary>Finds libvips on the machine and prepares it, once a process, when the first file needs it.</summary>
/// <remarks>The variable HUSH_LIBVIPS names the folder to look into first; "off" does as if there were none.</remarks>
internal static unsafe class VipsLibrary
{
    /// <summary>The names that the functions are imported by.</summary>
    public const string VipsName = "hush-vips", GLibName = "hush-glib", GObjectName = "hush-gobject";

    private const string Variable = "HUSH_LIBVIPS";
    private const int AllLevels = 0xFF << 2 | 0b11;

    private static readonly Dictionary<string, nint> Handles = [];
    private static readonly Lazy<string?> Prepared = new(Prepare);

    /// <summary>What is wrong with libvips here, for the end of "got"; null if it can be used: it is there, and of version 8.13 or later, the first that can block untrusted code.</summary>
    public static string? Problem => Prepared.Value;

    /// <summary>"8.14.1", once it was found.</summary>
    public static string Version => $"{VipsNative.Version(0)}.{VipsNative.Version(1)}.{VipsNative.Version(2)}";

    /// <summary>Names of the three libraries on a system, in the order of the constants above.</summary>
    internal static string[] FileNames(bool windows, bool mac) => windows
        ? ["libvips-42.dll", "libglib-2.0-0.dll", "libgobject-2.0-0.dll"]
        : mac ? ["libvips.42.dylib", "libglib-2.0.0.dylib", "libgobject-2.0.0.dylib"]
        : ["libvips.so.42", "libglib-2.0.so.0", "libgobject-2.0.so.0"];

    private static string? Prepare()
    {
        const string Missing = "no libvips";
        string? folder = Environment.GetEnvironmentVariable(Variable);
        if (string.Equals(folder, "off", StringComparison.OrdinalIgnoreCase))
            return Missing;
        string[] files = FileNames(OperatingSystem.IsWindows(), OperatingSystem.IsMacOS()), names = [VipsName, GLibName, GObjectName];
        for (int i = 0; i < names.Length; i++)
        {
            if (!TryLoad(folder, files[i], out nint handle))
                return Missing;
            Handles[names[i]] = handle;
        }

        if (!NativeLibrary.TryGetExport(Handles[VipsName], "vips_block_untrusted_set", out _))
            return "a libvips older than 8.13";
        NativeLibrary.SetDllImportResolver(
            typeof(VipsLibrary).Assembly, (name, _, _) => Handles.GetValueOrDefault(name));
        foreach (string domain in new[] { "VIPS", "GLib", "GLib-GObject" })
            GLibNative.SetLogHandler(domain, AllLevels, &Ignore, 0);
        if (VipsNative.Init("hush") != 0)
            return $"a libvips that does not start: {VipsError.Take()}";
        VipsNative.BlockUntrusted(1);
        VipsNative.CacheSetMax(0);      // an image that was read stays in no cache
        return null;
    }

    private static bool TryLoad(string? folder, string file, out nint handle)
    {
        string[] folders = OperatingSystem.IsMacOS() ? ["/opt/homebrew/lib", "/usr/local/lib"] : [];
        foreach (string place in folder is null ? folders : [folder, .. folders])
        {
            if (NativeLibrary.TryLoad(Path.Combine(place, file), out handle))
                return true;
        }

        return NativeLibrary.TryLoad(file, Assembly.GetExecutingAssembly(), null, out handle);
    }

    /// <summary>What libvips has to say arrives as errors; its warnings must not land on a program's standard error.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Ignore(nint domain, int level, nint message, nint data)
    {
    }
}
