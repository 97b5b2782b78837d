package convergence.embedded.duckdb.geography;

import java.util.ArrayList;
import java.util.List;

/// One part of a geography.
sealed interface Shape {
  record Point(Position at) implements Shape {}

  /// @param positions two at least, no two neighbours equal
  record Line(List<Position> positions) implements Shape {
    public Line {
      positions = List.copyOf(positions);
    }
  }

  /// @param rings the shell, which turns left, then the holes, which turn right; the first position is not repeated
  record Polygon(List<List<Position>> rings) implements Shape {
    public Polygon {
      rings = rings.stream().map(List::copyOf).toList();
    }
  }

  default int dimension() {
    return switch (this) {
      case Point _ -> 0;
      case Line _ -> 1;
      case Polygon _ -> 2;
    };
  }

  /// Every position, a ring's first one once.
  default List<Position> positions() {
    return switch (this) {
      case Point(var at) -> List.of(at);
      case Line(var positions) -> positions;
      case Polygon(var rings) -> rings.stream().flatMap(List::stream).toList();
    };
  }

  /// An edge between two positions.
  record Edge(Direction from, Direction to) {}

  default List<Edge> edges() {
    return switch (this) {
      case Point _ -> List.of();
      case Line(var positions) -> edges(positions, false);
      case Polygon(var rings) -> rings.stream().flatMap(r -> edges(r, true).stream()).toList();
    };
  }

  static List<Edge> edges(List<Position> positions, boolean closed) {
    List<Edge> edges = new ArrayList<>();
    var directions = positions.stream().map(Position::direction).toList();
    int last = closed ? directions.size() : directions.size() - 1;
    for (int i = 0; i < last; i++)
      edges.add(new Edge(directions.get(i), directions.get((i + 1) % directions.size())));
    return edges;
  }
}
