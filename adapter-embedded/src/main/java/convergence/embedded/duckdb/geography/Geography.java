package convergence.embedded.duckdb.geography;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;

/// A value of type GEOGRAPHY: shapes, points first and polygons last. Immutable.
///
/// @param ordered BigQuery is known to write the positions in this order
public record Geography(List<Shape> shapes, boolean ordered) {
  /// Shapes that are equal are one.
  public Geography {
    shapes =
        new LinkedHashSet<>(shapes)
            .stream().sorted(Comparator.comparingInt(Shape::dimension)).toList();
  }

  /// BigQuery is known to write the positions so: as they came, and several points from west to east.
  ///
  /// @throws GeographyFault a refusal where it is not
  Geography sure() {
    Shape.Point before = null;
    boolean sorted = true;
    for (var shape : shapes) {
      if (!(shape instanceof Shape.Point point)) continue;
      sorted &= before == null || before.at().longitude() <= point.at().longitude();
      before = point;
    }
    if (ordered && sorted) return this;
    throw GeographyFault.refusal("a GEOGRAPHY whose positions BigQuery may write in another order");
  }

  static Geography of(Shape shape) {
    return new Geography(List.of(shape), true);
  }

  /// @throws GeographyFault outside of the sphere
  public static Geography point(double longitude, double latitude) {
    return of(new Shape.Point(Position.of(longitude, latitude)));
  }

  public boolean isEmpty() {
    return shapes.isEmpty();
  }

  public boolean isCollection() {
    return shapes.size() > 1;
  }

  /// @return 0 for points, 1 with a line, 2 with a polygon, -1 where nothing is
  public int dimension() {
    return shapes.stream().mapToInt(Shape::dimension).max().orElse(-1);
  }

  /// As ST_GEOMETRYTYPE says it.
  public String type() {
    return "ST_" + kind();
  }

  String kind() {
    if (shapes.isEmpty()) return "GeometryCollection";
    var one = shapes.getFirst();
    boolean mixed = shapes.stream().anyMatch(shape -> shape.dimension() != one.dimension());
    if (mixed) return "GeometryCollection";
    String name =
        switch (one) {
          case Shape.Point _ -> "Point";
          case Shape.Line _ -> "LineString";
          case Shape.Polygon _ -> "Polygon";
        };
    return shapes.size() > 1 ? "Multi" + name : name;
  }

  /// A ring's first position counts twice.
  public long positions() {
    return shapes.stream()
        .mapToLong(
            shape ->
                shape instanceof Shape.Polygon(var rings)
                    ? shape.positions().size() + rings.size()
                    : shape.positions().size())
        .sum();
  }

  public List<Geography> parts() {
    return shapes.stream().map(shape -> new Geography(List.of(shape), ordered)).toList();
  }

  /// Only of lines: those that begin where they end. A point is closed.
  public boolean isClosed() {
    return !isEmpty()
        && shapes.stream()
            .allMatch(
                shape ->
                    switch (shape) {
                      case Shape.Point _ -> true;
                      case Shape.Line(var line) -> line.getFirst().equals(line.getLast());
                      case Shape.Polygon _ -> false;
                    });
  }

  /// Of a point.
  ///
  /// @throws GeographyFault for another shape, and for none
  public double longitude() {
    return thePoint("ST_X").longitude();
  }

  /// As [#longitude].
  public double latitude() {
    return thePoint("ST_Y").latitude();
  }

  Position thePoint(String function) {
    if (shapes.size() == 1 && shapes.getFirst() instanceof Shape.Point(var at)) return at;
    throw GeographyFault.wrong(function + " failed: the argument must be a single point");
  }

  List<Position> theLine(String function) {
    if (shapes.size() == 1 && shapes.getFirst() instanceof Shape.Line(var positions))
      return positions;
    throw GeographyFault.wrong(function + " failed: the argument must be a linestring");
  }

  /// @param n from 1, or from -1 backwards
  /// @throws GeographyFault where the line has no such point, or this is no line
  public Geography pointOf(long n, String function) {
    var line = theLine(function);
    long index = n > 0 ? n - 1 : line.size() + n;
    if (n == 0 || index < 0 || index >= line.size())
      throw GeographyFault.wrong(function + " failed: there is no vertex at index " + n);
    return of(new Shape.Point(line.get((int) index)));
  }

  /// A line through points and lines, in this order.
  public static Geography line(List<Geography> parts) {
    List<Position> positions = new ArrayList<>();
    for (var part : parts) {
      if (part.dimension() > 1 || part.shapes.size() > 1)
        throw GeographyFault.wrong("ST_MakeLine failed: arguments must be points or linestrings");
      for (var shape : part.shapes) positions.addAll(shape.positions());
    }
    if (positions.isEmpty()) return new Geography(List.of(), true);
    return of(Builder.line(positions));
  }

  /// The polygon within a closed line.
  public static Geography polygon(Geography shell, List<Geography> holes) {
    List<List<Position>> rings = new ArrayList<>();
    rings.add(shell.theLine("ST_MakePolygon"));
    for (var hole : holes) rings.add(hole.theLine("ST_MakePolygon"));
    return Builder.polygon(rings);
  }

  /// @throws GeographyFault a refusal of shapes as [Overlay] says
  public static Geography union(List<Geography> all) {
    var union = new Geography(List.of(), true);
    for (var one : all) union = Overlay.union(union, one);
    return union;
  }

  /// All shapes, whether they touch or not: for what is around them.
  public static Geography gathered(List<Geography> all) {
    return new Geography(all.stream().flatMap(one -> one.shapes.stream()).toList(), false);
  }

  /// Of polygons the rings, of lines the ends.
  public Geography boundary() {
    return mapped(
        shape ->
            switch (shape) {
              case Shape.Point _ -> List.of();
              case Shape.Line(var line) ->
                  line.getFirst().equals(line.getLast())
                      ? List.of()
                      : List.of(new Shape.Point(line.getFirst()), new Shape.Point(line.getLast()));
              case Shape.Polygon(var rings) ->
                  rings.stream()
                      .map(Geography::closed)
                      .map(ring -> (Shape) new Shape.Line(ring))
                      .toList();
            });
  }

  public Geography exteriorRing() {
    if (shapes.size() == 1 && shapes.getFirst() instanceof Shape.Polygon(var rings))
      return new Geography(List.of(new Shape.Line(closed(rings.getFirst()))), ordered);
    throw GeographyFault.wrong("ST_ExteriorRing failed: the argument must be a single polygon");
  }

  /// Of a polygon.
  public List<Geography> interiorRings() {
    if (shapes.size() == 1 && shapes.getFirst() instanceof Shape.Polygon(var rings))
      return rings.stream()
          .skip(1)
          .map(ring -> new Geography(List.of(new Shape.Line(closed(ring))), false))
          .toList();
    throw GeographyFault.wrong("ST_InteriorRings failed: the argument must be a single polygon");
  }

  /// A closed line that does not meet itself.
  public boolean isRing() {
    if (shapes.size() != 1 || !(shapes.getFirst() instanceof Shape.Line(var line))) return false;
    if (!isClosed() || line.stream().distinct().count() < line.size() - 1) return false;
    var edges = shapes.getFirst().edges();
    for (int i = 0; i < edges.size(); i++)
      for (int j = i + 1; j < edges.size(); j++)
        if (Relations.crossing(edges.get(i), edges.get(j))) return false;
    return true;
  }

  static List<Position> closed(List<Position> ring) {
    List<Position> closed = new ArrayList<>(ring);
    closed.add(ring.getFirst());
    return closed;
  }

  private Geography mapped(Function<Shape, List<Shape>> mapping) {
    List<Shape> mapped = new ArrayList<>();
    for (var shape : shapes) mapped.addAll(mapping.apply(shape));
    return new Geography(mapped, ordered);
  }
}
