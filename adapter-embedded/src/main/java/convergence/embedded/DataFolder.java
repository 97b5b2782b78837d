package convergence.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/// The folder in which the embedded foundation keeps everything. While it is open it belongs to this
/// process alone, also after the process was killed: the operating system gives the lock back.
///
/// Its incarnation number grows durably with each opening, so a lease that carries a lower number
/// belongs to a process that is gone.
public final class DataFolder implements AutoCloseable {
  private final Path path;
  private final FileChannel lockFile;
  private final long incarnation;

  private DataFolder(Path path, FileChannel lockFile, long incarnation) {
    this.path = path;
    this.lockFile = lockFile;
    this.incarnation = incarnation;
  }

  /// Makes the folder (only its owner may enter) or takes the one that is there.
  ///
  /// @throws InUse another process has it
  /// @throws UncheckedIOException it cannot be made, locked or written
  public static DataFolder open(Path folder) {
    try {
      Path path = folder.toAbsolutePath().normalize();
      Files.createDirectories(path);
      onlyForOwner(path, "rwx------");
      FileChannel lockFile = lock(path);
      try {
        return new DataFolder(path, lockFile, nextIncarnation(path));
      } catch (IOException | RuntimeException e) {
        lockFile.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the data folder " + folder + " cannot be opened: " + e, e);
    }
  }

  public Path path() {
    return path;
  }

  /// 1 for the first opening, one more for each later one.
  public long incarnation() {
    return incarnation;
  }

  /// Gives the folder back.
  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes a small file so that a reader, also after a power cut, sees the old text or the new one.
  /// The file belongs to its owner alone.
  public static void write(Path file, String text) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(fresh);
    onlyForOwner(fresh, "rw-------");
    try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) channel.write(bytes);
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncFolder(file);
  }

  private static FileChannel lock(Path path) throws IOException {
    var channel =
        FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    @Nullable FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // This process has it open: refused like any other second owner.
      lock = null;
    } finally {
      if (lock == null) channel.close();
    }
    if (lock == null) throw new InUse(path);
    return channel;
  }

  private static long nextIncarnation(Path path) throws IOException {
    Path file = path.resolve("incarnation");
    long last = Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0;
    write(file, (last + 1) + "\n");
    return last + 1;
  }

  private static void onlyForOwner(Path path, String permissions) throws IOException {
    if (path.getFileSystem().supportedFileAttributeViews().contains("posix"))
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static void syncFolder(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !folder.getFileSystem().supportedFileAttributeViews().contains("posix"))
      return;
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /// What lies in the folder cannot be used; the message says what to do about it.
  public static final class Unusable extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public Unusable(String sentence) {
      super(sentence);
    }

    public Unusable(String sentence, Throwable cause) {
      super(sentence, cause);
    }
  }

  /// The folder has another owner.
  public static final class InUse extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InUse(Path folder) {
      super(
          "The data folder "
              + folder
              + " is in use by another Convergence process. Stop that one first, or choose another"
              + " folder with --data.");
    }
  }
}
