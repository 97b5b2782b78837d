package convergence.bigquery.files;

import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Reason;
import convergence.warehouse.Column;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// Writes rows to the file that a `gs://` URI means; a `*` in it becomes the number of the only
/// file.
public final class Export {
  /// @param compression NONE, GZIP, or a codec of Avro
  public record Target(String uri, RowFiles.Form form, String compression, boolean overwrite) {}

  private final GsFiles files;

  public Export(GsFiles files) {
    this.files = files;
  }

  /// Gives rows page by page.
  public interface Pages {
    /// @return no row: that was all
    List<List<@Nullable Object>> from(long first);
  }

  /// Writes the whole file.
  public interface Content {
    /// @return how many rows
    long into(Path file) throws IOException;
  }

  /// @return how many rows
  public long write(Target target, List<Column> columns, Pages pages) throws IOException {
    return write(target, file -> rows(file, target, columns, pages));
  }

  /// @return how many rows
  public long write(Target target, Content content) throws IOException {
    Path file = files.path(target.uri().replace("*", "000000000000"));
    if (!target.overwrite() && Files.exists(file))
      throw new ApiException(
          Reason.INVALID, "Invalid destination: the file exists: " + target.uri());
    Files.createDirectories(file.getParent());
    Path unfinished = file.resolveSibling(file.getFileName() + ".part");
    try {
      long rows = content.into(unfinished);
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
      return rows;
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(unfinished);
      throw e;
    }
  }

  private static long rows(Path file, Target target, List<Column> columns, Pages pages)
      throws IOException {
    long rows = 0;
    try (var out = RowFiles.open(stream(file, target.compression()), columns, target.form())) {
      while (true) {
        var page = pages.from(rows);
        if (page.isEmpty()) return rows;
        for (var row : page) out.row(row);
        rows += page.size();
      }
    }
  }

  private static OutputStream stream(Path file, String compression) throws IOException {
    var raw = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
    return compression.equals("GZIP") ? new GZIPOutputStream(raw, 1 << 16) : raw;
  }
}
