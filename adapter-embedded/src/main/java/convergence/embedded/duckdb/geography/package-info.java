/// BigQuery's GEOGRAPHY: points, lines and polygons on a sphere, whose edges are geodesics; their texts, measures and
/// relations. Knows nothing of SQL.
@org.jspecify.annotations.NullMarked
package convergence.embedded.duckdb.geography;
