package convergence.embedded.sqlite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/// SQLite's native library, unpacked once per version into the folder of the system property
/// `convergence.native`, else into the given one. The driver's own way leaves a file in the system's temp
/// folder for each process that is killed.
final class NativeLibrary {
  private NativeLibrary() {}

  /// Must be called before the first connection of the process; later calls change nothing.
  static synchronized void provide(Path otherwise) {
    if (System.getProperty("org.sqlite.lib.path") != null) return;
    String home = System.getProperty("convergence.native", otherwise.toString());
    Path folder = Path.of(home, "sqlite-" + SQLiteJDBCLoader.getVersion());
    String name = LibraryLoaderUtil.getNativeLibName();
    try {
      Path library = folder.resolve(name);
      if (!Files.exists(library)) unpack(library, name);
      System.setProperty("org.sqlite.lib.path", folder.toString());
      System.setProperty("org.sqlite.lib.name", name);
    } catch (IOException e) {
      throw new UncheckedIOException("SQLite's library cannot be unpacked into " + folder, e);
    }
  }

  private static void unpack(Path library, String name) throws IOException {
    String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
    try (var in = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
      if (in == null) throw new IOException("no SQLite library for this platform: " + resource);
      Files.createDirectories(library.getParent());
      Path fresh = Files.createTempFile(library.getParent(), name, ".new");
      Files.copy(in, fresh, StandardCopyOption.REPLACE_EXISTING);
      Files.move(fresh, library, StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
