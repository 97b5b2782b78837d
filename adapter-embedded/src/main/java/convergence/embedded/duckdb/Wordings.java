package convergence.embedded.duckdb;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What DuckDB says of errors that GoogleSQL has words of its own for.
final class Wordings {
  private static final String LEAST = "int64 overflow: -$1";
  private static final List<Wording> WORDINGS =
      List.of(
          said("Overflow in addition of INT64 \\((.*) \\+ (.*)\\)!", "int64 overflow: $1 + $2"),
          said("Overflow in subtraction of INT64 \\(0 - (-9223372036854775808)\\)!", LEAST),
          said("Overflow in subtraction of INT64 \\((.*?) - (.*)\\)!", "int64 overflow: $1 - $2"),
          said(
              "Overflow in multiplication of INT64 \\((.*) \\* (.*)\\)!",
              "int64 overflow: $1 * $2"),
          said("Overflow on abs\\((.*)\\)", LEAST),
          said("Overflow in division of (.*) / -1", LEAST),
          said(
              "Type INT128 with value .* out of range for the destination type INT64.*",
              "int64 overflow"),
          said("Failed to cast decimal value (\\S*) to type INT64", "int64 out of range: $1"),
          said("Overflow in SUM of DECIMAL.*", "numeric overflow: SUM"),
          said(
              "More than one row returned by a subquery.*",
              "Scalar subquery produced more than one element"),
          said("Failure in decode: .*", "Invalid cast of bytes to UTF8 string"),
          said(
              "Like pattern must not end with escape character!",
              "LIKE pattern ends with a backslash"));

  private record Wording(Pattern theirs, String ours) {}

  private Wordings() {}

  private static Wording said(String theirs, String ours) {
    return new Wording(Pattern.compile("(?s)[A-Za-z ]+ Error: " + theirs), ours);
  }

  /// @param message with the kind of error before it
  /// @return GoogleSQL's, empty: as it is
  static Optional<String> of(String message) {
    return WORDINGS.stream()
        .filter(wording -> wording.theirs().matcher(message).matches())
        .map(wording -> wording.theirs().matcher(message).replaceFirst(wording.ours()))
        .findFirst();
  }
}
