package convergence.embedded.duckdb.geography;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;

/// Well-known text.
public final class Wkt {
  private static final String UNORDERED = "~";
  private final String text;
  private int at;

  private Wkt(String text) {
    this.text = text;
  }

  /// As BigQuery shows it, with fifteen digits.
  ///
  /// @throws GeographyFault a refusal where BigQuery's order of the positions is not known
  public static String shown(Geography geography) {
    return write(geography.sure(), Position::text);
  }

  /// For [#held(String)]: each digit.
  public static String hold(Geography geography) {
    return (geography.ordered() ? "" : UNORDERED) + write(geography, Double::toString);
  }

  /// What [#hold] wrote.
  public static Geography held(String text) {
    boolean ordered = !text.startsWith(UNORDERED);
    var shapes = new Wkt(ordered ? text : text.substring(1)).shapesAsTheyAre();
    return new Geography(shapes, ordered);
  }

  /// What a person wrote.
  ///
  /// @throws GeographyFault it is none
  public static Geography read(String text) {
    var reader = new Wkt(text);
    var geography = reader.geography();
    reader.blanks();
    if (reader.at < text.length()) throw reader.bad();
    return geography;
  }

  private static String write(Geography geography, DoubleFunction<String> digits) {
    String kind = geography.kind();
    String name = kind.toUpperCase(Locale.ROOT);
    var shapes = geography.shapes();
    if (shapes.isEmpty()) return name + " EMPTY";
    if (kind.equals("GeometryCollection"))
      return name
          + shapes.stream()
              .map(shape -> write(Geography.of(shape), digits))
              .collect(Collectors.joining(", ", "(", ")"));
    if (shapes.size() == 1) return name + body(shapes.getFirst(), digits);
    return name
        + shapes.stream()
            .map(
                shape ->
                    shape instanceof Shape.Point(var at) ? pair(at, digits) : body(shape, digits))
            .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String body(Shape shape, DoubleFunction<String> digits) {
    return switch (shape) {
      case Shape.Point(var at) -> "(" + pair(at, digits) + ")";
      case Shape.Line(var positions) -> list(positions, digits);
      case Shape.Polygon(var rings) ->
          rings.stream()
              .map(ring -> list(Geography.closed(ring), digits))
              .collect(Collectors.joining(", ", "(", ")"));
    };
  }

  private static String list(List<Position> positions, DoubleFunction<String> digits) {
    return positions.stream()
        .map(position -> pair(position, digits))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String pair(Position at, DoubleFunction<String> digits) {
    return digits.apply(at.longitude()) + " " + digits.apply(at.latitude());
  }

  private Geography geography() {
    String name = word();
    if (peekWord().equals("EMPTY")) {
      String _ = word();
      return new Geography(List.of(), true);
    }
    return switch (name) {
      case "POINT" -> Geography.of(new Shape.Point(within(this::position)));
      case "LINESTRING" -> Geography.of(Builder.line(positions()));
      case "POLYGON" -> Builder.polygon(rings());
      case "MULTIPOINT" -> joined(parts(() -> Geography.of(new Shape.Point(looselyWithin()))));
      case "MULTILINESTRING" -> joined(parts(() -> Geography.of(Builder.line(positions()))));
      case "MULTIPOLYGON" -> joined(parts(() -> Builder.polygon(rings())));
      case "GEOMETRYCOLLECTION" -> joined(parts(this::geography));
      default -> throw bad();
    };
  }

  private List<Shape> shapesAsTheyAre() {
    String name = word();
    if (peekWord().equals("EMPTY")) return List.of();
    return switch (name) {
      case "POINT" -> List.of(new Shape.Point(within(this::position)));
      case "LINESTRING" -> List.of(new Shape.Line(positions()));
      case "POLYGON" -> List.of(polygonAsItIs());
      case "MULTIPOINT" -> parts(() -> new Shape.Point(looselyWithin()));
      case "MULTILINESTRING" -> parts(() -> new Shape.Line(positions()));
      case "MULTIPOLYGON" -> parts(this::polygonAsItIs);
      default -> parts(this::shapesAsTheyAre).stream().flatMap(List::stream).toList();
    };
  }

  private Shape polygonAsItIs() {
    return new Shape.Polygon(
        rings().stream().map(ring -> ring.subList(0, ring.size() - 1)).toList());
  }

  /// Parts that do not touch.
  static Geography joined(List<Geography> parts) {
    List<Shape> shapes = new ArrayList<>();
    for (var part : parts) {
      for (var shape : part.shapes())
        for (var other : shapes)
          if (shape.dimension() + other.dimension() > 0
              && Relations.intersect(Geography.of(shape), Geography.of(other)))
            throw GeographyFault.refusal("a GEOGRAPHY of shapes that touch");
      shapes.addAll(part.shapes());
    }
    return new Geography(shapes, parts.stream().allMatch(Geography::ordered));
  }

  private interface Part<T> {
    T read();
  }

  private <T> List<T> parts(Part<T> part) {
    return within(
        () -> {
          List<T> parts = new ArrayList<>();
          do parts.add(part.read());
          while (next(','));
          return parts;
        });
  }

  private List<List<Position>> rings() {
    return parts(this::positions);
  }

  private List<Position> positions() {
    return parts(this::position);
  }

  private <T> T within(Part<T> part) {
    if (!next('(')) throw bad();
    T value = part.read();
    if (!next(')')) throw bad();
    return value;
  }

  private Position looselyWithin() {
    blanks();
    return at < text.length() && text.charAt(at) == '(' ? within(this::position) : position();
  }

  private Position position() {
    double longitude = number();
    return Position.of(longitude, number());
  }

  private double number() {
    blanks();
    int start = at;
    while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) at++;
    try {
      return Double.parseDouble(text.substring(start, at));
    } catch (NumberFormatException _) {
      throw bad();
    }
  }

  private String peekWord() {
    int before = at;
    String word = word();
    at = before;
    return word;
  }

  private String word() {
    blanks();
    int start = at;
    while (at < text.length() && Character.isLetter(text.charAt(at))) at++;
    return text.substring(start, at).toUpperCase(Locale.ROOT);
  }

  private boolean next(char wanted) {
    blanks();
    if (at >= text.length() || text.charAt(at) != wanted) return false;
    at++;
    return true;
  }

  private void blanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
  }

  private GeographyFault bad() {
    return GeographyFault.wrong("Invalid WKT string: " + text);
  }
}
