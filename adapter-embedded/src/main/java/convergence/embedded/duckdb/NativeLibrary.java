package convergence.embedded.duckdb;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/// DuckDB's native half, unpacked once per content into the folder of the system property
/// `convergence.native`. The driver itself can only unpack 70 MB into the temp folder at each start, where a
/// kill leaves them; so its class that does this is defined here before anybody asks for it, with that one
/// method replaced. Without the property the driver does as it always does.
final class NativeLibrary {
  static final String FOLDER = "convergence.native";

  /// Where the replaced method finds the library.
  private static final String LIBRARY = "convergence.native.duckdb";

  private static final String LOADER = "org.duckdb.DuckDBNative";

  private NativeLibrary() {}

  /// Must run before the first connection of the process; later calls do nothing.
  static synchronized void prepare() {
    String folder = System.getProperty(FOLDER);
    URL packed = NativeLibrary.class.getResource("/" + packedName());
    if (folder == null || packed == null) return;
    try {
      defineLoader(unpackOnce(packed, Path.of(folder).toAbsolutePath()));
    } catch (IOException e) {
      throw new UncheckedIOException("DuckDB's library could not be unpacked", e);
    }
  }

  private static String packedName() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "");
    String system = os.startsWith("mac") ? "macos" : os.startsWith("windows") ? "windows" : "linux";
    String chip = arch.equals("aarch64") || arch.equals("arm64") ? "arm64" : "amd64";
    return "libduckdb_java.so_" + system + "_" + chip;
  }

  private static void defineLoader(Path library) throws IOException {
    System.setProperty(LIBRARY, library.toString());
    try {
      var driver =
          Class.forName("org.duckdb.DuckDBDriver", false, NativeLibrary.class.getClassLoader());
      var lookup = MethodHandles.privateLookupIn(driver, MethodHandles.lookup());
      lookup.defineClass(loader(library));
    } catch (ClassNotFoundException | IllegalAccessException e) {
      throw new IllegalStateException("DuckDB's driver is not on the class path", e);
    } catch (LinkageError _) {
      // The class is there: an earlier call, or somebody used the driver first.
    }
  }

  /// Made once and kept beside the library: the class-file API costs a start a tenth of a second.
  private static byte[] loader(Path library) throws IOException {
    Path kept = library.resolveSibling(library.getFileName() + ".1.class");
    if (Files.exists(kept)) return Files.readAllBytes(kept);
    byte[] made = loading(original());
    Path part = Files.createTempFile(library.getParent(), "duckdb", ".part");
    Files.write(part, made);
    Files.move(part, kept, StandardCopyOption.ATOMIC_MOVE);
    return made;
  }

  /// The driver's class, whose `loadNativeLibrary` only loads what the property names.
  private static byte[] loading(byte[] original) {
    var text = ConstantDescs.CD_String;
    var load = MethodTypeDesc.of(ConstantDescs.CD_void, text);
    var get = MethodTypeDesc.of(text, text);
    var system = ClassDesc.of("java.lang.System");
    var classes = ClassFile.of();
    return classes.transformClass(
        classes.parse(original),
        ClassTransform.transformingMethods(
            method -> method.methodName().equalsString("loadNativeLibrary"),
            (method, element) -> {
              if (element instanceof CodeModel)
                method.withCode(
                    code ->
                        code.ldc(LIBRARY)
                            .invokestatic(system, "getProperty", get)
                            .invokestatic(system, "load", load)
                            .return_());
              else method.with(element);
            }));
  }

  private static byte[] original() throws IOException {
    String name = "/" + LOADER.replace('.', '/') + ".class";
    try (InputStream in = NativeLibrary.class.getResourceAsStream(name)) {
      if (in == null) throw new IOException("not on the class path: " + LOADER);
      return in.readAllBytes();
    }
  }

  private static Path unpackOnce(URL packed, Path folder) throws IOException {
    Files.createDirectories(folder);
    Path library = folder.resolve(contentName(packed));
    if (Files.exists(library)) return library;
    // One process unpacks, the others wait; the part file has one name, so a kill leaves at most
    // one.
    try (var channel =
            FileChannel.open(
                folder.resolve("duckdb.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        var _ = channel.lock()) {
      if (!Files.exists(library)) {
        Path part = folder.resolve("duckdb.part");
        try (var in = packed.openStream()) {
          Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(part, library, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return library;
  }

  private static String contentName(URL packed) throws IOException {
    if (packed.openConnection() instanceof JarURLConnection jar)
      return "duckdb-%08x-%s".formatted(jar.getJarEntry().getCrc(), packedName());
    return "duckdb-" + packedName();
  }
}
