package convergence.embedded.duckdb.geography;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Shapes of what texts say: lines without standing steps, rings that turn the right way.
final class Builder {
  private static final int A_RING = 3;

  private Builder() {}

  /// @return a point where all positions are one
  static Shape line(List<Position> positions) {
    List<Position> steps = new ArrayList<>();
    for (var position : positions)
      if (steps.isEmpty() || !steps.getLast().equals(position)) steps.add(position);
    if (steps.size() == 1) return new Shape.Point(steps.getFirst());
    for (var edge : Shape.edges(steps, false)) refuseHalf(edge);
    return new Shape.Line(steps);
  }

  /// @param rings closed, as they were written; the smaller side of each is its inside
  static Geography polygon(List<List<Position>> rings) {
    boolean ordered = true;
    List<List<Position>> turned = new ArrayList<>();
    for (var written : rings) {
      if (written.size() <= A_RING || !written.getFirst().equals(written.getLast()))
        throw GeographyFault.wrong("Polygon ring must be closed and have at least 4 vertices");
      List<Position> ring = new ArrayList<>(written.subList(0, written.size() - 1));
      if (ring.stream().distinct().count() < ring.size())
        throw GeographyFault.refusal("a polygon with a position that stands twice");
      double area = Sphere.signedArea(ring);
      if (Math.abs(area) > Math.PI)
        throw GeographyFault.refusal("a polygon of a quarter of the earth");
      if (Math.abs(area) < Sphere.UNSURE) throw GeographyFault.refusal("a polygon without area");
      if (area > 0 != turned.isEmpty()) {
        Collections.reverse(ring);
        ordered = false;
      }
      turned.add(ring);
    }
    check(turned);
    return new Geography(List.of(new Shape.Polygon(turned)), ordered);
  }

  private static void check(List<List<Position>> rings) {
    var edges = new Shape.Polygon(rings).edges();
    for (var edge : edges) refuseHalf(edge);
    for (int i = 0; i < edges.size(); i++)
      for (int j = i + 1; j < edges.size(); j++)
        if (Relations.crossing(edges.get(i), edges.get(j)))
          throw GeographyFault.wrong("Invalid polygon loop: Edge " + i + " crosses edge " + j);
    var shell = new Shape.Polygon(List.of(rings.getFirst()));
    for (var hole : rings.subList(1, rings.size()))
      for (var position : hole)
        if (!Relations.holds(shell, position.direction()))
          throw GeographyFault.refusal("a hole that is not within its polygon");
  }

  private static void refuseHalf(Shape.Edge edge) {
    if (edge.from().dot(edge.to()) < -0.9999)
      throw GeographyFault.refusal("an edge around half of the earth");
  }
}
