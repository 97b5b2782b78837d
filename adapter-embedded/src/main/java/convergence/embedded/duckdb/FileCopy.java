package convergence.embedded.duckdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/// Copies a file that DuckDB has open. By a process of its own: a file that this process opened and closed would
/// lose DuckDB's lock on it, since the operating system knows locks by process.
final class FileCopy {
  private FileCopy() {}

  static void into(Path folder, Path file) {
    try {
      var copying =
          new ProcessBuilder("cp", "--", file.toString(), folder + "/")
              .redirectErrorStream(true)
              .start();
      var said =
          new String(
              copying.getInputStream().readAllBytes(), java.nio.charset.Charset.defaultCharset());
      if (copying.waitFor() != 0)
        throw new IllegalStateException(
            file.getFileName() + " could not be copied: " + said.strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a file was copied", e);
    }
  }
}
