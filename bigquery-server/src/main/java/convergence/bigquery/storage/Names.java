package convergence.bigquery.storage;

import convergence.bigquery.sql.TableName;
import io.grpc.Status;
import java.util.regex.Pattern;

/// Resource names of the Storage API.
final class Names {
  private static final Pattern TABLE =
      Pattern.compile("projects/([^/]+)/datasets/([^/]+)/tables/([^/]+)");

  private Names() {}

  static TableName table(String path) {
    var match = TABLE.matcher(path);
    if (!match.matches())
      throw Status.INVALID_ARGUMENT
          .withDescription("Invalid table name: " + path)
          .asRuntimeException();
    return new TableName(match.group(1), match.group(2), match.group(3));
  }

  static String path(TableName table) {
    return "projects/"
        + table.project()
        + "/datasets/"
        + table.dataset()
        + "/tables/"
        + table.table();
  }

  /// The table of a write stream's name.
  static TableName tableOf(String stream) {
    int at = stream.indexOf("/streams/");
    if (at < 0) {
      if (stream.endsWith("/_default")) return table(stream.substring(0, stream.length() - 9));
      throw Status.INVALID_ARGUMENT
          .withDescription("Invalid stream name. Entity: " + stream)
          .asRuntimeException();
    }
    return table(stream.substring(0, at));
  }

  static boolean isDefault(String stream) {
    return stream.endsWith("/_default");
  }
}
