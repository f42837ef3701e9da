using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hush.Imaging.Files.Vips;

/// <summary>A libvips that reads and writes a format, or what is wrong with the one that is there.</summary>
/// <param name="Library">Null if there is none that can be used.</param>
/// <param name="Problem">Why not, for the end of "got".</param>
internal sealed record VipsFound(VipsLibrary? Library, string Problem);

/// <summary>A libvips in this process, started when the first file needs it.</summary>
/// <remarks>
/// The one that comes with Hush is preferred. What it lacks, HEIC and JPEG XL, is left to one on the system. The variable HUSH_LIBVIPS
/// names another one, its file or folder, that serves all formats; "off" does as if there were none.
/// </remarks>
internal sealed unsafe class VipsLibrary
{
    private const string Variable = "HUSH_LIBVIPS", Home = "VIPSHOME";
    private const int AllLevels = 0xFF << 2 | 0b11;
    private const int LazyGlobal = 0x001 | 0x100;       // RTLD_LAZY | RTLD_GLOBAL

    /// <summary>The classes of the loaders and savers that are called; all others are blocked.</summary>
    private static readonly string[] Allowed =
    [
        "VipsForeignLoadJpeg", "VipsForeignLoadTiff", "VipsForeignLoadWebp", "VipsForeignLoadHeif", "VipsForeignLoadJxl", "VipsForeignLoadNsgif",
        "VipsForeignSaveJpeg", "VipsForeignSaveTiff", "VipsForeignSaveWebp", "VipsForeignSaveHeif", "VipsForeignSaveJxl",
    ];

    private static readonly Lazy<VipsFound> Named = new(() => Start(LoadAny(VipsPlaces.Named(Setting!)), $"none where {Variable} says"));
    private static readonly Lazy<VipsFound> OnSystem = new(() => Start(LoadAny(VipsPlaces.OnSystem(), isGlobal: true), "none"));
    private static readonly Lazy<VipsFound> Bundled = new(() => Start(LoadAny(VipsPlaces.Bundled()), "none"));

    private VipsLibrary(VipsFunctions functions) => Functions = functions;

    public VipsFunctions Functions { get; }

    /// <summary>For example "8.14.1".</summary>
    public string Version => $"{Functions.Version(0)}.{Functions.Version(1)}.{Functions.Version(2)}";

    private static string? Setting => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } value ? value : null;

    /// <summary>The libvips for a format.</summary>
    /// <param name="isBundled">Whether the one that comes with Hush has the format.</param>
    public static VipsFound Find(bool isBundled)
    {
        if (string.Equals(Setting, "off", StringComparison.OrdinalIgnoreCase))
            return new VipsFound(null, "none");
        if (Setting is not null)
            return Named.Value;
        return isBundled && Bundled.Value.Library is not null ? Bundled.Value : OnSystem.Value;
    }

    /// <param name="places">Full paths, the preferred one first.</param>
    /// <param name="isGlobal">
    /// Symbols are visible to libraries that are loaded later. The plug-ins of the system's libvips (HEIC, JPEG XL) depend on
    /// "libvips.so.42", which glibc resolves to the first library of that SONAME, perhaps the bundled one; but they look up symbols in the
    /// global scope first.
    /// </param>
    private static nint LoadAny(IEnumerable<string> places, bool isGlobal = false)
    {
        delegate* unmanaged[Cdecl]<byte*, int, nint> open = isGlobal ? GlibcOpen() : null;
        foreach (string place in places)
        {
            nint handle;
            fixed (byte* path = Utf8(place))
                handle = open is null ? 0 : open(path, LazyGlobal);
            if (handle != 0 || NativeLibrary.TryLoad(place, out handle))
                return handle;
        }

        return 0;
    }

    /// <summary>glibc's dlopen; null with another C library, such as musl, which does not go by SONAME.</summary>
    private static delegate* unmanaged[Cdecl]<byte*, int, nint> GlibcOpen() =>
        OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libdl.so.2", out nint library)
        && NativeLibrary.TryGetExport(library, "dlopen", out nint open)
            ? (delegate* unmanaged[Cdecl]<byte*, int, nint>)open : null;

    private static VipsFound Start(nint handle, string missing)
    {
        if (handle == 0)
            return new VipsFound(null, missing);
        if (!NativeLibrary.TryGetExport(handle, "vips_block_untrusted_set", out _))
            return new VipsFound(null, "one older than 8.13");
        nint gobject = Companion(handle, "g_object_unref", "libgobject-2.0-0.dll"), glib = Companion(handle, "g_log_set_handler", "libglib-2.0-0.dll");
        if (gobject == 0 || glib == 0)
            return new VipsFound(null, "one without its GLib");
        var library = new VipsLibrary(new VipsFunctions(handle, gobject, glib));
        return library.Prepare() is { } problem ? new VipsFound(null, problem) : new VipsFound(library, "");
    }

    /// <summary>
    /// The handle that exports a function of GLib: libvips itself or what it depends on; on Windows perhaps a library beside it, which is
    /// loaded already.
    /// </summary>
    private static nint Companion(nint vips, string function, string windowsName)
    {
        if (NativeLibrary.TryGetExport(vips, function, out _))
            return vips;
        return OperatingSystem.IsWindows() && NativeLibrary.TryLoad(windowsName, out nint handle) ? handle : 0;
    }

    private string? Prepare()
    {
        foreach (string domain in new[] { "VIPS", "GLib", "GLib-GObject" })
        {
            fixed (byte* name = Utf8(domain))
                Functions.SetLogHandler(name, AllLevels, &Ignore);
        }

        fixed (byte* program = "hush\0"u8)
        {
            if (Functions.Init(program) != 0)
                return $"one that does not start: {VipsError.Take(this)}";
        }

        // It leaves behind where it found itself, and another libvips would look for its plug-ins there.
        fixed (byte* home = Utf8(Home))
        {
            if (Environment.GetEnvironmentVariable(Home) is null)
                Functions.UnsetVariable(home);
        }

        Block("VipsForeignLoad", true);
        Block("VipsForeignSave", true);
        foreach (string type in Allowed)
            Block(type, false);
        Functions.BlockUntrusted(1);        // last: what libvips itself does not trust stays blocked
        Functions.CacheSetMax(0);           // an image that was read stays in no cache
        return null;
    }

    private void Block(string type, bool isBlocked)
    {
        fixed (byte* name = Utf8(type))
            Functions.Block(name, isBlocked ? 1 : 0);
    }

    /// <summary>A text as C has it: UTF-8, ended by a zero.</summary>
    public static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text + '\0');

    /// <summary>What libvips has to say arrives as errors; its warnings must not land on the program's standard error.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Ignore(nint domain, int level, nint message, nint data)
    {
    }
}
