package convergence.embedded.duckdb.geography;

import org.jspecify.annotations.Nullable;

/// The meridians and parallels around a geography.
public record Box(double west, double south, double east, double north) {
  private static final double NEAR_EQUATOR = 0.1;
  private static final int HALF = 180;

  /// @return null where nothing is
  /// @throws GeographyFault a refusal where it would reach around the earth or hang on the last digits
  public static @Nullable Box of(Geography geography) {
    if (geography.isEmpty()) return null;
    double west = HALF;
    double east = -HALF;
    double south = 90;
    double north = -90;
    for (var shape : geography.shapes()) {
      for (var at : shape.positions()) {
        west = Math.min(west, at.longitude());
        east = Math.max(east, at.longitude());
        south = Math.min(south, at.latitude());
        north = Math.max(north, at.latitude());
      }
      for (var edge : shape.edges()) {
        double top = top(edge);
        if (top > 0) north = Math.max(north, top);
        if (top < 0) south = Math.min(south, top);
      }
    }
    if (east - west >= HALF) throw GeographyFault.refusal("a box across the antimeridian");
    boolean wide = geography.dimension() > 0;
    if (wide && Math.min(Math.abs(south), Math.abs(north)) < NEAR_EQUATOR)
      throw GeographyFault.refusal("a box that ends near the equator");
    return new Box(west, south, east, north);
  }

  /// The latitude where an edge is farthest from the equator, 0 where that is one of its ends.
  private static double top(Shape.Edge edge) {
    var normal = edge.from().cross(edge.to());
    if (normal.length() == 0) return 0;
    var pole = new Direction(0, 0, 1);
    var highest = normal.cross(pole).cross(normal);
    if (highest.length() < Sphere.UNSURE) return 0;
    for (var candidate : new Direction[] {highest.unit(), highest.unit().times(-1)}) {
      boolean within =
          normal.cross(edge.from()).dot(candidate) > 0
              && edge.to().cross(normal).dot(candidate) > 0;
      if (within) return candidate.position().latitude();
    }
    return 0;
  }
}
