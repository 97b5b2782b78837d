package convergence.embedded.duckdb.geography;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The convex hull. Seen from the centre of the sphere geodesics are straight lines, so it is the hull on a plane.
public final class Hull {
  /// How near to the edge of the half of the sphere, whose picture is without end, a position may lie.
  private static final double RIM = 0.2;

  private record Seen(double x, double y, Position position) {}

  private Hull() {}

  public static Geography of(Geography geography) {
    var positions =
        geography.shapes().stream().flatMap(s -> s.positions().stream()).distinct().toList();
    if (positions.size() < 2) return geography;
    if (positions.size() == 2) return new Geography(List.of(new Shape.Line(positions)), false);
    var seen = seen(positions);
    List<Seen> ring = new ArrayList<>(half(seen));
    ring.removeLast();
    ring.addAll(half(seen.reversed()));
    ring.removeLast();
    if (ring.size() < 3) throw GeographyFault.refusal("the hull of positions on one line");
    return new Geography(
        List.of(new Shape.Polygon(List.of(ring.stream().map(Seen::position).toList()))), false);
  }

  private static List<Seen> seen(List<Position> positions) {
    var sum = new Direction(0, 0, 0);
    for (var position : positions) sum = sum.plus(position.direction());
    var middle = sum.unit();
    var right = middle.cross(middle.cross(new Direction(0.3, 0.5, 0.8)).unit()).unit();
    var up = middle.cross(right);
    List<Seen> seen = new ArrayList<>();
    for (var position : positions) {
      var direction = position.direction();
      double depth = direction.dot(middle);
      if (!(depth > RIM)) throw GeographyFault.refusal("the hull of half of the earth");
      seen.add(new Seen(direction.dot(right) / depth, direction.dot(up) / depth, position));
    }
    seen.sort(Comparator.comparingDouble(Seen::x).thenComparingDouble(Seen::y));
    return seen;
  }

  private static List<Seen> half(List<Seen> sorted) {
    List<Seen> half = new ArrayList<>();
    for (var next : sorted) {
      while (half.size() > 1 && turn(half.get(half.size() - 2), half.getLast(), next) < 0)
        half.removeLast();
      half.add(next);
    }
    return half;
  }

  private static double turn(Seen a, Seen b, Seen c) {
    double turn = (b.x() - a.x()) * (c.y() - a.y()) - (b.y() - a.y()) * (c.x() - a.x());
    if (Math.abs(turn) < Sphere.UNSURE)
      throw GeographyFault.refusal("a hull with three positions on one line");
    return turn;
  }
}
