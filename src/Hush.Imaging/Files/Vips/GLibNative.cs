using System.Runtime.InteropServices;

namespace Hush.Imaging.Files.Vips;

/// <summary>GObject's box for a value of any type: its type, then 16 bytes of its own. All zero is an empty box.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GValue
{
    public nuint Type;
    private readonly long _first, _second;
}

/// <summary>GObject's fundamental types (gtype.h): a number shifted by two bits.</summary>
internal static class GType
{
    public const nuint Boolean = 5 << 2, Int = 6 << 2, Double = 15 << 2;
}

/// <summary>The functions of GLib and GObject, which libvips is built on, that are used.</summary>
internal static unsafe partial class GLibNative
{
    private const string GLib = VipsLibrary.GLibName, GObject = VipsLibrary.GObjectName;

    [LibraryImport(GLib, EntryPoint = "g_free")]
    public static partial void Free(nint memory);

    /// <summary>Messages of a library go to this function rather than to standard error.</summary>
    [LibraryImport(GLib, EntryPoint = "g_log_set_handler", StringMarshalling = StringMarshalling.Utf8)]
    public static partial uint SetLogHandler(
        string domain, int levels, delegate* unmanaged[Cdecl]<nint, int, nint, nint, void> handler, nint data);

    [LibraryImport(GObject, EntryPoint = "g_object_unref")]
    public static partial void Unref(nint instance);

    [LibraryImport(GObject, EntryPoint = "g_object_set_property", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetProperty(nint instance, string name, ref GValue value);

    [LibraryImport(GObject, EntryPoint = "g_object_get_property", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void GetProperty(nint instance, string name, ref GValue value);

    /// <summary>Zero if the class, which an object begins with a pointer to, has no such property.</summary>
    [LibraryImport(GObject, EntryPoint = "g_object_class_find_property", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint FindProperty(nint type, string name);

    [LibraryImport(GObject, EntryPoint = "g_value_init")]
    public static partial nint Init(ref GValue value, nuint type);

    [LibraryImport(GObject, EntryPoint = "g_value_unset")]
    public static partial void Unset(ref GValue value);

    [LibraryImport(GObject, EntryPoint = "g_value_set_boolean")]
    public static partial void SetBoolean(ref GValue value, int boolean);

    [LibraryImport(GObject, EntryPoint = "g_value_set_int")]
    public static partial void SetInt(ref GValue value, int number);

    [LibraryImport(GObject, EntryPoint = "g_value_set_double")]
    public static partial void SetDouble(ref GValue value, double number);

    [LibraryImport(GObject, EntryPoint = "g_value_set_object")]
    public static partial void SetObject(ref GValue value, nint instance);

    /// <summary>The object in the value with a reference more.</summary>
    [LibraryImport(GObject, EntryPoint = "g_value_dup_object")]
    public static partial nint DupObject(ref GValue value);

    /// <summary>The boxed value, owned by the box.</summary>
    [LibraryImport(GObject, EntryPoint = "g_value_get_boxed")]
    public static partial nint GetBoxed(ref GValue value);
}
