package convergence.embedded.duckdb.geography;

import java.util.ArrayList;
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
    List<List<Position>> open = new ArrayList<>();
    for (var written : rings) {
      if (written.size() <= A_RING || !written.getFirst().equals(written.getLast()))
        throw GeographyFault.refusal("a polygon's ring that is not closed or has no inside");
      var ring = written.subList(0, written.size() - 1);
      if (ring.stream().distinct().count() < ring.size())
        throw GeographyFault.refusal("a polygon with a position that stands twice");
      open.add(ring);
    }
    checkCrossings(open);
    boolean ordered = true;
    List<List<Position>> turned = new ArrayList<>();
    for (var ring : open) {
      double area = Sphere.signedArea(ring);
      if (Math.abs(area) > Math.PI)
        throw GeographyFault.refusal("a polygon of a quarter of the earth");
      if (Math.abs(area) < Sphere.UNSURE) throw GeographyFault.refusal("a polygon without area");
      boolean right = area > 0 == turned.isEmpty();
      turned.add(right ? ring : ring.reversed());
      ordered &= right;
    }
    checkHoles(turned);
    return new Geography(List.of(new Shape.Polygon(turned)), ordered);
  }

  private static void checkCrossings(List<List<Position>> rings) {
    List<List<Shape.Edge>> edges = rings.stream().map(ring -> Shape.edges(ring, true)).toList();
    for (int a = 0; a < edges.size(); a++)
      for (int b = a; b < edges.size(); b++)
        for (int i = 0; i < edges.get(a).size(); i++)
          for (int j = a == b ? i + 1 : 0; j < edges.get(b).size(); j++) {
            refuseHalf(edges.get(b).get(j));
            if (Relations.crossing(edges.get(a).get(i), edges.get(b).get(j)))
              throw GeographyFault.wrong(crossed(a, i, b, j, edges.size() > 1));
          }
  }

  private static String crossed(int a, int i, int b, int j, boolean several) {
    if (a != b) return "Loop " + a + " edge " + i + " crosses loop " + b + " edge " + j;
    return "Invalid polygon loop: Edge "
        + i
        + " crosses edge "
        + j
        + (several ? "; in loop " + a : "");
  }

  private static void checkHoles(List<List<Position>> rings) {
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
