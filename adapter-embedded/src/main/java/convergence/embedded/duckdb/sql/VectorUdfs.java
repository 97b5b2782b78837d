package convergence.embedded.duckdb.sql;

import static convergence.embedded.duckdb.sql.Udf.Kind.FLOAT;
import static convergence.embedded.duckdb.sql.Udf.Kind.FLOATS;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Distances of vectors: sums in the order of the elements, as BigQuery makes them.
final class VectorUdfs {
  private VectorUdfs() {}

  static List<Udf> all() {
    return List.of(
        Udf.of("gs_cosine", FLOAT, VectorUdfs::cosine, FLOATS, FLOATS),
        Udf.of("gs_euclid", FLOAT, VectorUdfs::euclid, FLOATS, FLOATS));
  }

  private static double cosine(Object[] arguments) {
    var a = vector(arguments[0]);
    var b = vector(arguments[1]);
    checkLengths(a, b);
    double both = 0;
    double squareA = 0;
    double squareB = 0;
    for (int i = 0; i < a.size(); i++) {
      double x = number(a.get(i));
      double y = number(b.get(i));
      both = sum(both, product(x, y));
      squareA = sum(squareA, product(x, x));
      squareB = sum(squareB, product(y, y));
    }
    if (squareA == 0 || squareB == 0)
      throw new QueryError("Cannot compute cosine distance against zero vector.");
    return 1 - both / product(Math.sqrt(squareA), Math.sqrt(squareB));
  }

  private static double euclid(Object[] arguments) {
    var a = vector(arguments[0]);
    var b = vector(arguments[1]);
    checkLengths(a, b);
    double square = 0;
    for (int i = 0; i < a.size(); i++) {
      double distance = sum(number(a.get(i)), -number(b.get(i)));
      square = sum(square, product(distance, distance));
    }
    return Math.sqrt(square);
  }

  @SuppressWarnings("unchecked") // only lists of numbers come as this kind
  private static List<@Nullable Double> vector(Object argument) {
    return (List<@Nullable Double>) argument;
  }

  private static void checkLengths(List<?> a, List<?> b) {
    if (a.size() != b.size())
      throw new QueryError("Array length mismatch: " + a.size() + " and " + b.size() + ".");
  }

  private static double number(@Nullable Double element) {
    if (element == null) throw new QueryError("NULL array element");
    return element;
  }

  private static double sum(double a, double b) {
    return finite(a + b, a, b);
  }

  private static double product(double a, double b) {
    return finite(a * b, a, b);
  }

  /// What is finite must stay so.
  private static double finite(double value, double a, double b) {
    if (!Double.isFinite(value) && Double.isFinite(a) && Double.isFinite(b))
      throw new QueryError("double overflow");
    return value;
  }
}
