/// Files of rows.
@org.jspecify.annotations.NullMarked
package convergence.bigquery.load;
