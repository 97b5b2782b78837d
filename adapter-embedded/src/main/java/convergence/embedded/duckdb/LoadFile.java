package convergence.embedded.duckdb;

import convergence.embedded.duckdb.sql.DuckTypes;
import convergence.problem.Fault;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/// A file to load: it lies within the folder of loads, links resolved.
///
/// @param shown its path within that folder, for messages
record LoadFile(Path path, String shown, long bytes) {
  /// DuckDB would take a name with these for a pattern.
  private static final Pattern PATTERN = Pattern.compile("[*?\\[\\]{}]");

  static LoadFile of(Path base, String given) {
    try {
      Path path = Path.of(given).toRealPath();
      Path realBase = base.toRealPath();
      String shown = path.startsWith(realBase) ? realBase.relativize(path).toString() : "";
      if (shown.isEmpty() || !Files.isRegularFile(path)) throw missing(given);
      if (PATTERN.matcher(shown).find())
        throw new Fault.Permanent(
            "file_not_found", "the names of files to load hold none of * ? [ ] { }");
      // DuckDB compares with the folder that it was told to allow, which may be a link itself.
      return new LoadFile(base.resolve(shown), shown, Files.size(path));
    } catch (IOException e) {
      throw missing(given);
    }
  }

  private static Fault missing(String given) {
    return new Fault.Permanent(
        "file_not_found",
        "there is no file `" + Path.of(given).getFileName() + "` in the folder of files to load");
  }

  /// As a DuckDB string literal.
  String literal() {
    return DuckTypes.literal(path.toString());
  }

  /// The bytes, unzipped when the name says so.
  InputStream open() throws IOException {
    var raw = Files.newInputStream(path);
    try {
      return new BufferedInputStream(
          path.toString().endsWith(".gz") ? new GZIPInputStream(raw, 1 << 16) : raw, 1 << 16);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  Fault unreadable(IOException e) {
    return new Fault.Permanent(
        "data_invalid", shown + " cannot be read as what it claims to be", e);
  }
}
