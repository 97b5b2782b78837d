package convergence.google.bigquery;

import convergence.problem.Fault;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/// BigQuery tells where a JSON row begins in bytes; people count lines.
final class Lines {
  private static final Pattern PLACE = Pattern.compile("in row starting at position (\\d+)");

  private Lines() {}

  /// The fault with its line, where the file is at hand.
  static Fault.Permanent located(Fault.Permanent fault, String path) {
    String message = String.valueOf(fault.getMessage());
    var place = PLACE.matcher(message);
    if (path.startsWith("gs://") || !place.find()) return fault;
    try (var in = open(Path.of(path))) {
      long line = 1;
      for (long left = Long.parseLong(place.group(1)); left > 0; left--) {
        int next = in.read();
        if (next < 0) break;
        if (next == '\n') line++;
      }
      return new Fault.Permanent(fault.code(), place.replaceFirst("in line " + line), fault);
    } catch (IOException _) {
      return fault;
    }
  }

  private static InputStream open(Path file) throws IOException {
    var in = new BufferedInputStream(Files.newInputStream(file));
    return file.toString().endsWith(".gz") ? new BufferedInputStream(new GZIPInputStream(in)) : in;
  }
}
