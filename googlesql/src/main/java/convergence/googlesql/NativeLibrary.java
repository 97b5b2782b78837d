package convergence.googlesql;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// ZetaSQL's native half, unpacked from its jar and loaded. With the system property `convergence.native` it
/// is unpacked there once per content, so that neither a start nor a kill leaves files behind; without it, it
/// goes to the temp folder and is deleted as soon as it is loaded.
final class NativeLibrary {
  static final String FOLDER = "convergence.native";
  static final String PLATFORMS =
      "Linux on x86-64 (glibc) and macOS on x86-64 (on Apple silicon: an x86-64 JDK under Rosetta)";

  private NativeLibrary() {}

  /// @throws UnsupportedPlatform where ZetaSQL does not run
  @SuppressWarnings("restricted") // loading a native library is what this class is for
  static void load() {
    String name = resourceName();
    URL packed = NativeLibrary.class.getResource("/zetasql/local_service/" + name);
    if (packed == null) throw new UnsupportedPlatform("its jar is not on the class path", null);
    try {
      String folder = System.getProperty(FOLDER);
      if (folder == null) loadFromTemp(packed, name);
      else System.load(unpackOnce(packed, name, Path.of(folder).toAbsolutePath()).toString());
    } catch (IOException e) {
      throw new UnsupportedPlatform("its library could not be unpacked", e);
    } catch (UnsatisfiedLinkError e) {
      throw new UnsupportedPlatform("its library could not be loaded", e);
    }
  }

  private static String resourceName() {
    String os = System.getProperty("os.name", "");
    String arch = System.getProperty("os.arch", "");
    boolean intel = arch.equals("amd64") || arch.equals("x86_64");
    if (intel && os.equals("Linux")) return "liblocal_service_jni.so";
    if (intel && os.equals("Mac OS X")) return "liblocal_service_jni.dylib";
    throw new UnsupportedPlatform("this is " + os + " on " + arch, null);
  }

  @SuppressWarnings("restricted")
  private static void loadFromTemp(URL packed, String name) throws IOException {
    Path file = Files.createTempFile("zetasql", name);
    try {
      copy(packed, file);
      System.load(file.toString());
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static Path unpackOnce(URL packed, String name, Path folder) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(contentName(packed, name));
    if (Files.exists(file)) return file;
    // One process unpacks, the others wait; the part file has one name, so a kill leaves at most
    // one.
    Path part = folder.resolve("zetasql.part");
    try (var channel =
            FileChannel.open(
                folder.resolve("zetasql.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        var _ = channel.lock()) {
      if (!Files.exists(file)) {
        copy(packed, part);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return file;
  }

  private static String contentName(URL packed, String name) throws IOException {
    if (packed.openConnection() instanceof JarURLConnection jar) {
      return "zetasql-%08x-%s".formatted(jar.getJarEntry().getCrc(), name);
    }
    return "zetasql-" + name;
  }

  private static void copy(URL packed, Path to) throws IOException {
    try (var in = packed.openStream()) {
      Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /// ZetaSQL does not run here.
  static final class UnsupportedPlatform extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnsupportedPlatform(String why, @org.jspecify.annotations.Nullable Throwable cause) {
      super(
          "SQL steps are refused on this machine: without ZetaSQL nothing that they touch can be proven, and "
              + why
              + ". It runs on "
              + PLATFORMS
              + ".",
          cause);
    }
  }
}
