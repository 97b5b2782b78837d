package convergence.stories;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/// What the warehouse of a stopped or killed instance says it did: its effects by job id. Reads a copy, so that
/// whoever starts next finds the files as the killed process left them.
///
/// @param byJob job id → outcome, rows and instant, as one text
record Effects(Map<String, String> byJob) {
  private static final String WAREHOUSE = "warehouse.duckdb";

  static Effects of(Folders folders) {
    try {
      Path copy = Files.createTempDirectory(folders.root(), "effects");
      for (var name : new String[] {WAREHOUSE, WAREHOUSE + ".wal"}) {
        var file = folders.data().resolve(name);
        if (Files.exists(file))
          Files.copy(file, copy.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
      return read(copy.resolve(WAREHOUSE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Effects read(Path file) throws SQLException {
    var all = new TreeMap<String, String>();
    try (var connection = DriverManager.getConnection("jdbc:duckdb:" + file);
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT job_id, outcome, \"rows\", CAST(\"at\" AS VARCHAR) FROM _convergence.effects")) {
      while (rows.next())
        all.put(
            rows.getString(1), rows.getString(2) + " " + rows.getLong(3) + " " + rows.getString(4));
    }
    return new Effects(all);
  }

  /// The jobs of one step of a run, over all its attempts.
  Map<String, String> ofStep(String runId, int index) {
    var prefix = "cvg_" + runId + "_" + index + "_";
    var found = new TreeMap<String, String>();
    byJob.forEach(
        (job, effect) -> {
          if (job.startsWith(prefix)) found.put(job, effect);
        });
    return found;
  }
}
