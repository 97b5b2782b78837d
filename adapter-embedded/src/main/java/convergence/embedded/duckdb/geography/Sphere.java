package convergence.embedded.duckdb.geography;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Measures on the sphere, by the formulas of S2, in metres.
public final class Sphere {
  static final double RADIUS = 6_371_010;

  /// What lies so near, in radians or their square, may lie on either side.
  static final double UNSURE = 1e-14;

  private Sphere() {}

  public static double length(Geography geography) {
    double sum = 0;
    for (var shape : geography.shapes())
      if (shape instanceof Shape.Line) for (var edge : shape.edges()) sum += angle(edge);
    return sum * RADIUS;
  }

  public static double perimeter(Geography geography) {
    double sum = 0;
    for (var shape : geography.shapes())
      if (shape instanceof Shape.Polygon) for (var edge : shape.edges()) sum += angle(edge);
    return sum * RADIUS;
  }

  private static double angle(Shape.Edge edge) {
    return edge.from().angle(edge.to());
  }

  public static double area(Geography geography) {
    double sum = 0;
    for (var shape : geography.shapes())
      if (shape instanceof Shape.Polygon(var rings)) for (var ring : rings) sum += signedArea(ring);
    return sum * RADIUS * RADIUS;
  }

  /// Positive where the ring turns left.
  static double signedArea(List<Position> ring) {
    var first = ring.getFirst().direction();
    double sum = 0;
    for (int i = 1; i + 1 < ring.size(); i++) {
      var a = ring.get(i).direction();
      var b = ring.get(i + 1).direction();
      sum += triangle(first, a, b) * Math.signum(Direction.turn(first, a, b));
    }
    return sum;
  }

  /// L'Huilier's, but Girard's where that is the better.
  private static double triangle(Direction a, Direction b, Direction c) {
    double sa = b.angle(c);
    double sb = c.angle(a);
    double sc = a.angle(b);
    double s = 0.5 * (sa + sb + sc);
    if (s >= 3e-4) {
      double least = s - Math.max(sa, Math.max(sb, sc));
      if (least < 1e-2 * s * s * s * s * s) {
        var ab = a.cross(b);
        var bc = b.cross(c);
        var ac = a.cross(c);
        double area = Math.max(0, ab.angle(ac) - ab.angle(bc) + bc.angle(ac));
        if (least < s * 0.1 * (area + 5e-15)) return area;
      }
    }
    double product =
        Math.tan(0.5 * s)
            * Math.tan(0.5 * (s - sa))
            * Math.tan(0.5 * (s - sb))
            * Math.tan(0.5 * (s - sc));
    return 4 * Math.atan(Math.sqrt(Math.max(0, product)));
  }

  /// @return null where one of them is empty
  public static @Nullable Double distance(Geography a, Geography b) {
    if (a.isEmpty() || b.isEmpty()) return null;
    if (Relations.intersect(a, b)) return 0.0;
    double least = 4;
    for (var one : a.shapes())
      for (var other : b.shapes())
        least = Math.min(least, Math.min(chord2(one, other), chord2(other, one)));
    return metres(least);
  }

  /// Between the positions that are farthest apart.
  public static @Nullable Double greatestDistance(Geography a, Geography b) {
    if (a.isEmpty() || b.isEmpty()) return null;
    double most = 0;
    for (var one : a.shapes())
      for (var from : one.positions())
        for (var other : b.shapes())
          for (var to : other.positions())
            most = Math.max(most, from.direction().chord2(to.direction()));
    if (most > 1) throw GeographyFault.refusal("ST_MAXDISTANCE of more than 6,000 km");
    return metres(most);
  }

  private static double metres(double chord2) {
    return 2 * Math.asin(0.5 * Math.sqrt(chord2)) * RADIUS;
  }

  /// From the positions of one to the edges of the other.
  private static double chord2(Shape from, Shape to) {
    double least = 4;
    for (var position : from.positions()) {
      var x = position.direction();
      for (var other : to.positions()) least = Math.min(least, x.chord2(other.direction()));
      for (var edge : to.edges()) least = Math.min(least, within(x, edge));
    }
    return least;
  }

  /// To the inside of an edge; 4 where the nearest is one of its ends.
  private static double within(Direction x, Shape.Edge edge) {
    var a = edge.from();
    var b = edge.to();
    double xa = x.chord2(a);
    double xb = x.chord2(b);
    if (Math.max(xa, xb) >= Math.min(xa, xb) + a.chord2(b)) return 4;
    var c = b.minus(a).cross(b.plus(a)).times(-1);
    double c2 = c.dot(c);
    double height = x.dot(c);
    var along = c.cross(x);
    if (a.minus(x).dot(along) >= 0 || b.minus(x).dot(along) <= 0) return 4;
    double rest = 1 - Math.sqrt(along.dot(along) / c2);
    return height * height / c2 + rest * rest;
  }

  /// Clockwise from north, from 0 to 2π; null where both are one.
  public static @Nullable Double azimuth(Geography a, Geography b) {
    if (a.isEmpty() || b.isEmpty()) return null;
    var from = a.thePoint("ST_Azimuth");
    var to = b.thePoint("ST_Azimuth");
    if (from.equals(to)) return null;
    if (Math.abs(from.latitude()) == 90) throw GeographyFault.refusal("ST_AZIMUTH at a pole");
    double phi1 = Math.toRadians(from.latitude());
    double phi2 = Math.toRadians(to.latitude());
    double lambda = Math.toRadians(to.longitude() - from.longitude());
    double angle =
        Math.atan2(
            Math.sin(lambda) * Math.cos(phi2),
            Math.cos(phi1) * Math.sin(phi2) - Math.sin(phi1) * Math.cos(phi2) * Math.cos(lambda));
    return angle < 0 ? angle + 2 * Math.PI : angle;
  }

  /// From the first line to the second, which both begin at `middle`: clockwise, from 0 to 2π.
  public static @Nullable Double angle(Geography first, Geography middle, Geography second) {
    var a = azimuth(middle, first);
    var b = azimuth(middle, second);
    if (a == null || b == null) return null;
    return b < a ? b - a + 2 * Math.PI : b - a;
  }

  /// Of a point, or of nothing.
  ///
  /// @throws GeographyFault a refusal of others: the last digits of their middle are BigQuery's own
  public static Geography centroid(Geography geography) {
    if (geography.isCollection() || geography.dimension() > 0)
      throw GeographyFault.refusal("ST_CENTROID of more than a point");
    return geography;
  }
}
