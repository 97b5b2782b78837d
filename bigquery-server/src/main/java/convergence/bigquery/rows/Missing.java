package convergence.bigquery.rows;

/// Stands in a row where its writer said nothing of a column that has a default: NULL, which a
/// writer can say, is another thing.
public enum Missing {
  HERE
}
