package convergence.embedded.duckdb.geography;

import java.util.List;

/// How geographies lie to each other. Where positions meet edges of others the answer would hang on the last digit,
/// and is refused.
public final class Relations {
  private static final double UNIT = 1e-9;

  private Relations() {}

  public static boolean intersect(Geography a, Geography b) {
    for (var one : a.shapes()) for (var other : b.shapes()) if (intersect(one, other)) return true;
    return false;
  }

  /// Whether one is in the box between meridians and parallels.
  public static boolean intersectsBox(
      Geography geography, double west, double south, double east, double north) {
    if (!(south >= -90 && north <= 90 && south <= north && west >= -180 && east <= 180))
      throw GeographyFault.refusal("ST_INTERSECTSBOX with such bounds");
    for (var shape : geography.shapes())
      for (var at : shape.positions())
        if (at.latitude() >= south
            && at.latitude() <= north
            && (west <= east
                ? at.longitude() >= west && at.longitude() <= east
                : at.longitude() >= west || at.longitude() <= east)) return true;
    if (geography.dimension() > 0)
      throw GeographyFault.refusal("whether an edge or a polygon meets a box");
    return false;
  }

  /// Whether they meet at their boundaries only.
  public static boolean touch(Geography a, Geography b) {
    if (!intersect(a, b)) return false;
    if (a.dimension() > b.dimension()) return touch(b, a);
    if (a.isCollection() || b.isCollection() || a.dimension() > 0)
      throw GeographyFault.refusal("ST_TOUCHES of lines or polygons that meet");
    return b.dimension() > 0 && !covers(b, a, false);
  }

  private static boolean intersect(Shape a, Shape b) {
    if (a.dimension() > b.dimension()) return intersect(b, a);
    var positions = b.positions();
    if (a.positions().stream().anyMatch(positions::contains)) return true;
    if (crossing(a, b)) return true;
    boolean within =
        b instanceof Shape.Polygon polygon && holds(polygon, a.positions().getFirst().direction());
    boolean around =
        a instanceof Shape.Polygon polygon && holds(polygon, b.positions().getFirst().direction());
    if (!within && !around && b instanceof Shape.Line line && a instanceof Shape.Point(var at))
      refuseNear(at.direction(), line.edges());
    return within || around;
  }

  private static boolean crossing(Shape a, Shape b) {
    var others = b.edges();
    for (var edge : a.edges()) for (var other : others) if (crossing(edge, other)) return true;
    return false;
  }

  /// Whether the two cross within both; edges with a common end do not.
  static boolean crossing(Shape.Edge one, Shape.Edge other) {
    var a = one.from();
    var b = one.to();
    var c = other.from();
    var d = other.to();
    if (a.equals(c) || a.equals(d) || b.equals(c) || b.equals(d)) return false;
    // Far apart: no sign can be unsure.
    double reach = Math.sqrt(a.chord2(b)) + Math.sqrt(c.chord2(d));
    if (Math.sqrt(a.chord2(c)) > reach * 1.5 + UNIT) return false;
    int first = sign(a, b, c, one);
    int second = sign(a, b, d, one);
    int third = sign(c, d, a, other);
    int fourth = sign(c, d, b, other);
    if (first == 0 || second == 0 || third == 0 || fourth == 0) return false;
    return first != second && third != fourth && first == fourth;
  }

  /// @return 0 where the position lies near the circle of the edge, but not near the edge
  private static int sign(Direction a, Direction b, Direction c, Shape.Edge edge) {
    double turn = Direction.turn(a, b, c) / a.cross(b).length();
    if (Math.abs(turn) > Sphere.UNSURE) return turn > 0 ? 1 : -1;
    if (beside(c, edge)) throw unsure();
    return 0;
  }

  private static GeographyFault unsure() {
    return GeographyFault.refusal("a position on an edge of another geography");
  }

  /// Whether the nearest of the edge's circle is within the edge.
  private static boolean beside(Direction x, Shape.Edge edge) {
    var normal = edge.from().cross(edge.to());
    return normal.cross(edge.from()).dot(x) > -Sphere.UNSURE
        && edge.to().cross(normal).dot(x) > -Sphere.UNSURE
        && edge.from().plus(edge.to()).dot(x) > 0;
  }

  private static void refuseNear(Direction x, List<Shape.Edge> edges) {
    for (var edge : edges) {
      double height = edge.from().cross(edge.to()).unit().dot(x);
      if (Math.abs(height) < Sphere.UNSURE && beside(x, edge)) throw unsure();
    }
  }

  /// Whether a position that is no corner lies within.
  static boolean holds(Shape.Polygon polygon, Direction x) {
    refuseNear(x, polygon.edges());
    double sum = 0;
    for (var edge : polygon.edges()) {
      var a = x.cross(edge.from());
      var b = x.cross(edge.to());
      sum += Math.atan2(a.cross(b).dot(x), a.dot(b));
    }
    return sum > Math.PI;
  }

  /// Whether each position of `b` is one of `a`, its boundary included or not.
  ///
  /// @param boundary of ST_COVERS; without it, ST_CONTAINS
  public static boolean covers(Geography a, Geography b, boolean boundary) {
    if (a.isEmpty() || b.isEmpty()) return false;
    boolean all = true;
    for (var one : b.shapes()) all &= covers(a, one, boundary);
    return all;
  }

  private static boolean covers(Geography a, Shape b, boolean boundary) {
    if (b.dimension() > a.dimension()) return false;
    if (b instanceof Shape.Point(var at))
      return a.shapes().stream().anyMatch(shape -> holds(shape, at, boundary));
    if (a.shapes().size() == 1 && a.shapes().getFirst().equals(b)) return true;
    if (a.shapes().size() > 1 || !(a.shapes().getFirst() instanceof Shape.Polygon polygon)) {
      if (a.shapes().stream().noneMatch(shape -> intersect(shape, b))) return false;
      throw GeographyFault.refusal("whether lines or several shapes cover others");
    }
    if (crossing(polygon, b)) return false;
    boolean common = b.positions().stream().anyMatch(polygon.positions()::contains);
    for (var position : b.positions()) {
      if (polygon.positions().contains(position)) continue;
      if (!holds(polygon, position.direction())) return false;
    }
    if (common) throw GeographyFault.refusal("whether a polygon covers what has corners in common");
    // A hole within `b`, or `b` around a hole.
    if (b instanceof Shape.Polygon inner)
      for (var hole : polygon.rings().subList(1, polygon.rings().size()))
        if (holds(inner, hole.getFirst().direction())) return false;
    return true;
  }

  private static boolean holds(Shape shape, Position at, boolean boundary) {
    return switch (shape) {
      case Shape.Point(var point) -> point.equals(at);
      case Shape.Line(var line) -> {
        boolean end = at.equals(line.getFirst()) || at.equals(line.getLast());
        boolean closed = line.getFirst().equals(line.getLast());
        if (line.contains(at)) yield boundary || closed || !end;
        refuseNear(at.direction(), shape.edges());
        yield false;
      }
      case Shape.Polygon polygon ->
          polygon.positions().contains(at) ? boundary : holds(polygon, at.direction());
    };
  }

  /// Whether they are the same set of positions.
  public static boolean equal(Geography a, Geography b) {
    if (a.isEmpty() || b.isEmpty()) return a.isEmpty() && b.isEmpty();
    if (a.dimension() != b.dimension()) return false;
    if (a.dimension() == 0)
      return a.shapes().size() == b.shapes().size() && a.shapes().containsAll(b.shapes());
    if (a.shapes().equals(b.shapes())) return true;
    if (!intersect(a, b)) return false;
    throw GeographyFault.refusal("ST_EQUALS of lines or polygons that are written otherwise");
  }
}
