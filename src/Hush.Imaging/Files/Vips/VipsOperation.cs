namespace Hush.Imaging.Files.Vips;

/// <summary>A libvips operation: set properties, run, get properties, all through GObject.</summary>
internal sealed unsafe class VipsOperation : IDisposable
{
    private const int BlockedFlag = 32;

    private readonly VipsLibrary _library;
    private nint _operation;

    private VipsOperation(VipsLibrary library, nint operation) => (_library, _operation) = (library, operation);

    /// <summary>Creates an operation by name; null if this libvips does not have it.</summary>
    public static VipsOperation? Find(VipsLibrary library, string name)
    {
        nint operation;
        fixed (byte* utf8 = VipsLibrary.Utf8(name))
            operation = library.Functions.NewOperation(utf8);
        if (operation != 0)
            return new VipsOperation(library, operation);
        VipsError.Take(library);
        return null;
    }

    /// <summary>True if libvips considers it unsafe for untrusted files and has disabled it.</summary>
    public bool IsBlocked => (Functions.OperationFlags(_operation) & BlockedFlag) != 0;

    private VipsFunctions Functions => _library.Functions;

    /// <summary>Whether this version of the operation has a property.</summary>
    public bool Has(string name)
    {
        fixed (byte* utf8 = VipsLibrary.Utf8(name))
            return Functions.FindProperty(*(nint*)_operation, utf8) != 0;
    }

    /// <summary>Sets an integer, or an enumeration by its value.</summary>
    public VipsOperation Set(string name, int number)
    {
        GValue value = Value(GType.Int);
        Functions.SetInt(&value, number);
        return Set(name, &value);
    }

    public VipsOperation Set(string name, bool flag)
    {
        GValue value = Value(GType.Boolean);
        Functions.SetBoolean(&value, flag ? 1 : 0);
        return Set(name, &value);
    }

    public VipsOperation Set(string name, double number)
    {
        GValue value = Value(GType.Double);
        Functions.SetDouble(&value, number);
        return Set(name, &value);
    }

    public VipsOperation Set(string name, VipsImage image)
    {
        GValue value = Value(Functions.ImageType());
        Functions.SetObject(&value, image.Handle);
        return Set(name, &value);
    }

    /// <summary>Sets bytes, which must stay in place until the operation and the images it produces are disposed.</summary>
    public VipsOperation Set(string name, nint data, nuint length)
    {
        GValue value = Value(Functions.BlobType());
        Functions.SetBlob(&value, data, length);
        return Set(name, &value);
    }

    /// <summary>Runs the operation.</summary>
    /// <returns>False if it failed; <see cref="VipsError.Take"/> returns the reason.</returns>
    public bool Run()
    {
        nint built = Functions.Build(_operation);
        if (built == 0)
            return false;
        Functions.Unref(_operation);
        _operation = built;
        return true;
    }

    /// <summary>The output image, with its own reference.</summary>
    public VipsImage Image(string name)
    {
        GValue value = Get(name, Functions.ImageType());
        nint image = Functions.DupObject(&value);
        Functions.Unset(&value);
        return new VipsImage(_library, image);
    }

    /// <summary>A copy of the output bytes.</summary>
    public byte[] Bytes(string name)
    {
        GValue value = Get(name, Functions.BlobType());
        nuint length;
        nint data = Functions.BlobData(Functions.GetBoxed(&value), &length);
        byte[] bytes = new ReadOnlySpan<byte>((void*)data, checked((int)length)).ToArray();
        Functions.Unset(&value);
        return bytes;
    }

    public void Dispose()
    {
        if (_operation == 0)
            return;
        Functions.UnrefOutputs(_operation);     // a failed run may have created some
        Functions.Unref(_operation);
        _operation = 0;
    }

    private GValue Value(nuint type)
    {
        GValue value = default;
        Functions.Init(&value, type);
        return value;
    }

    private VipsOperation Set(string name, GValue* value)
    {
        fixed (byte* utf8 = VipsLibrary.Utf8(name))
            Functions.SetProperty(_operation, utf8, value);
        Functions.Unset(value);
        return this;
    }

    private GValue Get(string name, nuint type)
    {
        GValue value = Value(type);
        fixed (byte* utf8 = VipsLibrary.Utf8(name))
            Functions.GetProperty(_operation, utf8, &value);
        return value;
    }
}
