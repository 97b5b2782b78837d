package convergence.embedded.duckdb;

import java.time.Instant;
import java.util.Optional;

/// Is told of each statement of a script when it has ended, by the thread that runs the script.
public interface ScriptWatch {
  /// Nobody wants to know.
  ScriptWatch NONE = _ -> {};

  void ended(Statement statement);

  /// @param sql the statement's own text
  /// @param place where it begins; none: the text was made by EXECUTE IMMEDIATE
  /// @param procedure whose statement it is; empty: the script's own
  record Statement(
      String sql,
      Optional<Place> place,
      String procedure,
      Instant started,
      Instant ended,
      Outcome outcome) {}

  /// Both from 1.
  record Place(int line, int column) {}

  /// What became of it.
  sealed interface Outcome {
    record Done(SqlResult result) implements Outcome {}

    record Failed(SqlError why) implements Outcome {}
  }
}
