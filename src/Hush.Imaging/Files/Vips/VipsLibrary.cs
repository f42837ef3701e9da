using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hush.Imaging.Files.Vips;

/// <summary>A libvips that supports a format, or why there is none.</summary>
/// <param name="Library">Null if none can be used.</param>
/// <param name="Problem">The reason, phrased for the "got" part of an error message.</param>
internal sealed record VipsFound(VipsLibrary? Library, string Problem);

/// <summary>A libvips loaded into this process, on first use.</summary>
/// <remarks>
/// The bundled libvips is preferred; formats it lacks (HEIC, JPEG XL) use one on the system. The environment variable HUSH_LIBVIPS
/// selects another one for all formats, by its file or folder; "off" disables libvips.
/// </remarks>
internal sealed unsafe class VipsLibrary
{
    private const string Variable = "HUSH_LIBVIPS", Home = "VIPSHOME";
    private const int AllLevels = 0xFF << 2 | 0b11;
    private const int LazyGlobal = 0x001 | 0x100;       // RTLD_LAZY | RTLD_GLOBAL

    /// <summary>The classes of the loaders and savers that are used; all others are blocked.</summary>
    private static readonly string[] Allowed =
    [
        "VipsForeignLoadJpeg", "VipsForeignLoadTiff", "VipsForeignLoadWebp", "VipsForeignLoadHeif", "VipsForeignLoadJxl",
        "VipsForeignLoadNsgif",
        "VipsForeignSaveJpeg", "VipsForeignSaveTiff", "VipsForeignSaveWebp", "VipsForeignSaveHeif", "VipsForeignSaveJxl",
    ];

    private static readonly Lazy<VipsFound> Specified = new(() => Start(LoadAny(VipsPaths.Given(Setting!)), $"none at {Variable}"));
    private static readonly Lazy<VipsFound> OnSystem = new(() => Start(LoadAny(VipsPaths.OnSystem(), isGlobal: true), "none"));
    private static readonly Lazy<VipsFound> Bundled = new(() => Start(LoadAny(VipsPaths.Bundled()), "none"));

    private VipsLibrary(VipsFunctions functions) => Functions = functions;

    public VipsFunctions Functions { get; }

    /// <summary>For example "8.14.1".</summary>
    public string Version => $"{Functions.Version(0)}.{Functions.Version(1)}.{Functions.Version(2)}";

    private static string? Setting => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } value ? value : null;

    /// <summary>The libvips for a format.</summary>
    /// <param name="isBundled">Whether the bundled libvips supports the format.</param>
    public static VipsFound Find(bool isBundled)
    {
        if (string.Equals(Setting, "off", StringComparison.OrdinalIgnoreCase))
            return new VipsFound(null, "none");
        if (Setting is not null)
            return Specified.Value;
        return isBundled && Bundled.Value.Library is not null ? Bundled.Value : OnSystem.Value;
    }

    /// <summary>Loads the first library that exists.</summary>
    /// <param name="paths">Full paths, in order of preference.</param>
    /// <param name="isGlobal">Make the symbols visible to libraries loaded later. The plug-ins of the system's libvips (HEIC, JPEG XL)
    /// depend on "libvips.so.42", which glibc resolves to the first library with that SONAME, possibly the bundled one. Symbols,
    /// however, are looked up in the global scope first.</param>
    private static nint LoadAny(IEnumerable<string> paths, bool isGlobal = false)
    {
        delegate* unmanaged[Cdecl]<byte*, int, nint> open = isGlobal ? GlibcOpen() : null;
        foreach (string candidate in paths)
        {
            nint handle;
            fixed (byte* path = Utf8(candidate))
                handle = open is null ? 0 : open(path, LazyGlobal);
            if (handle != 0 || NativeLibrary.TryLoad(candidate, out handle))
                return handle;
        }

        return 0;
    }

    /// <summary>glibc's dlopen; null for other C libraries such as musl, which does not deduplicate by SONAME.</summary>
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
        nint gobject = Companion(handle, "g_object_unref", "libgobject-2.0-0.dll"),
            glib = Companion(handle, "g_log_set_handler", "libglib-2.0-0.dll");
        if (gobject == 0 || glib == 0)
            return new VipsFound(null, "one without its GLib");
        var library = new VipsLibrary(new VipsFunctions(handle, gobject, glib));
        return library.Prepare() is { } problem ? new VipsFound(null, problem) : new VipsFound(library, "");
    }

    /// <summary>
    /// The handle that exports a GLib function: libvips itself or its dependencies; on Windows possibly a separate DLL, which is
    /// already loaded.
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

        // vips_init sets this variable to its own location, and another libvips would look for its plug-ins there.
        fixed (byte* home = Utf8(Home))
        {
            if (Environment.GetEnvironmentVariable(Home) is null)
                Functions.UnsetVariable(home);
        }

        Block("VipsForeignLoad", true);
        Block("VipsForeignSave", true);
        foreach (string type in Allowed)
            Block(type, false);
        Functions.BlockUntrusted(1);        // last, so that what libvips itself does not trust stays blocked
        Functions.CacheSetMax(0);           // do not cache images
        return null;
    }

    private void Block(string type, bool isBlocked)
    {
        fixed (byte* name = Utf8(type))
            Functions.Block(name, isBlocked ? 1 : 0);
    }

    /// <summary>A C string: null-terminated UTF-8.</summary>
    public static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text + '\0');

    /// <summary>
    /// Discards log messages: errors are reported anyway, and warnings must not appear on the program's standard error.
    /// </summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Ignore(nint domain, int level, nint message, nint data)
    {
    }
}
