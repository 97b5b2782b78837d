package convergence.embedded.duckdb.geography;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Intersections, differences and unions. Where edges of polygons cross, BigQuery's order of the positions is not
/// known. Polygons with holes or common corners, and lines that cross polygons, are refused.
public final class Overlay {
  private static final Geography NOTHING = new Geography(List.of(), true);

  private enum Operation {
    INTERSECTION,
    DIFFERENCE,
    UNION
  }

  /// A part of an edge, between two crossings.
  private record Piece(Position from, Position to) {
    Piece reversed() {
      return new Piece(to, from);
    }

    Direction middle() {
      return from.direction().plus(to.direction()).unit();
    }
  }

  private record Crossing(double place, Position at) {}

  private Overlay() {}

  public static Geography intersection(Geography a, Geography b) {
    if (!Relations.intersect(a, b)) return NOTHING;
    if (a.shapes().equals(b.shapes())) return a;
    if (a.dimension() == 0) return points(a, b, true);
    if (b.dimension() == 0) return points(b, a, true);
    if (crosses(a, b)) return crossing(a, b, Operation.INTERSECTION);
    if (a.dimension() == 2 && Relations.covers(a, b, true)) return b;
    if (b.dimension() == 2 && Relations.covers(b, a, true)) return a;
    throw refused();
  }

  public static Geography difference(Geography a, Geography b) {
    if (!Relations.intersect(a, b)) return a;
    if (a.shapes().equals(b.shapes())) return NOTHING;
    if (a.dimension() == 0) return points(a, b, false);
    if (b.dimension() < a.dimension()) return a;
    if (crosses(a, b)) return crossing(a, b, Operation.DIFFERENCE);
    if (b.dimension() == 2 && Relations.covers(b, a, true)) return NOTHING;
    throw refused();
  }

  public static Geography union(Geography a, Geography b) {
    if (a.isEmpty() || a.shapes().equals(b.shapes())) return b;
    if (b.isEmpty()) return a;
    if (!Relations.intersect(a, b)) return unordered(Wkt.joined(List.of(a, b)));
    if (a.dimension() + b.dimension() == 0) return unordered(both(a, b));
    if (crosses(a, b)) return crossing(a, b, Operation.UNION);
    if (a.dimension() == 2 && Relations.covers(a, b, true)) return a;
    if (b.dimension() == 2 && Relations.covers(b, a, true)) return b;
    throw refused();
  }

  private static Geography both(Geography a, Geography b) {
    List<Shape> shapes = new ArrayList<>(a.shapes());
    shapes.addAll(b.shapes());
    return new Geography(shapes, false);
  }

  private static Geography unordered(Geography geography) {
    return new Geography(geography.shapes(), false);
  }

  /// @param within those that `other` covers, else the others
  private static Geography points(Geography points, Geography other, boolean within) {
    var kept =
        points.shapes().stream()
            .filter(shape -> Relations.covers(other, Geography.of(shape), true) == within)
            .toList();
    return new Geography(kept, kept.size() < 2 && points.ordered());
  }

  private static boolean crosses(Geography a, Geography b) {
    for (var one : a.shapes())
      for (var other : b.shapes())
        for (var edge : one.edges())
          for (var against : other.edges()) if (Relations.crossing(edge, against)) return true;
    return false;
  }

  private static GeographyFault refused() {
    return GeographyFault.refusal("the intersection, difference or union of such shapes");
  }

  private static Geography crossing(Geography a, Geography b, Operation operation) {
    var first = simple(a);
    var second = simple(b);
    if (first.positions().stream().anyMatch(second.positions()::contains)) throw refused();
    List<List<Crossing>> onFirst = new ArrayList<>();
    List<List<Crossing>> onSecond = new ArrayList<>();
    for (var _ : first.edges()) onFirst.add(new ArrayList<>());
    for (var _ : second.edges()) onSecond.add(new ArrayList<>());
    for (int i = 0; i < first.edges().size(); i++)
      for (int j = 0; j < second.edges().size(); j++) {
        var one = first.edges().get(i);
        var other = second.edges().get(j);
        if (!Relations.crossing(one, other)) continue;
        var at = meeting(one, other);
        onFirst.get(i).add(new Crossing(one.from().angle(at), at.position()));
        onSecond.get(j).add(new Crossing(other.from().angle(at), at.position()));
      }
    boolean within = operation == Operation.INTERSECTION;
    List<Piece> kept = new ArrayList<>();
    for (var piece : pieces(first, onFirst))
      if (Relations.holds(second, piece.middle()) == within) kept.add(piece);
    boolean secondWithin = operation != Operation.UNION;
    for (var piece : pieces(second, onSecond))
      if (Relations.holds(first, piece.middle()) == secondWithin)
        kept.add(operation == Operation.DIFFERENCE ? piece.reversed() : piece);
    return polygons(kept);
  }

  private static Shape.Polygon simple(Geography geography) {
    if (geography.shapes().size() == 1
        && geography.shapes().getFirst() instanceof Shape.Polygon polygon
        && polygon.rings().size() == 1) return polygon;
    throw refused();
  }

  private static Direction meeting(Shape.Edge one, Shape.Edge other) {
    var at = one.from().cross(one.to()).cross(other.from().cross(other.to())).unit();
    return at.dot(one.from().plus(one.to())) > 0 ? at : at.times(-1);
  }

  private static List<Piece> pieces(Shape.Polygon polygon, List<List<Crossing>> crossings) {
    var ring = polygon.rings().getFirst();
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < ring.size(); i++) {
      var from = ring.get(i);
      crossings.get(i).sort(Comparator.comparingDouble(Crossing::place));
      for (var crossing : crossings.get(i)) {
        pieces.add(new Piece(from, crossing.at()));
        from = crossing.at();
      }
      pieces.add(new Piece(from, ring.get((i + 1) % ring.size())));
    }
    return pieces;
  }

  private static Geography polygons(List<Piece> pieces) {
    Map<Position, Piece> next = new HashMap<>();
    for (var piece : pieces) if (next.put(piece.from(), piece) != null) throw refused();
    List<List<Position>> shells = new ArrayList<>();
    List<List<Position>> holes = new ArrayList<>();
    while (!next.isEmpty()) {
      List<Position> ring = new ArrayList<>();
      var start = next.keySet().iterator().next();
      for (var at = start; ring.isEmpty() || !at.equals(start); ) {
        var piece = next.remove(at);
        if (piece == null) throw refused();
        ring.add(at);
        at = piece.to();
      }
      double area = Sphere.signedArea(ring);
      if (ring.size() < 3 || Math.abs(area) < Sphere.UNSURE) throw refused();
      (area > 0 ? shells : holes).add(ring);
    }
    if (!holes.isEmpty() && shells.size() != 1) throw refused();
    List<Shape> polygons = new ArrayList<>();
    for (var shell : shells) {
      List<List<Position>> rings = new ArrayList<>(List.of(shell));
      rings.addAll(holes);
      polygons.add(new Shape.Polygon(rings));
    }
    return new Geography(polygons, false);
  }
}
