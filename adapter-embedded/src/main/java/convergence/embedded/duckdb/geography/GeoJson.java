package convergence.embedded.duckdb.geography;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// GeoJSON. Its edges are straight on the map, so positions are put between until both ways are ten metres apart
/// at most.
public final class GeoJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private GeoJson() {}

  /// As BigQuery shows it.
  public static String shown(Geography geography) {
    return write(geography.sure()) + " ";
  }

  private static String write(Geography geography) {
    String kind = geography.kind();
    var shapes = geography.shapes();
    if (kind.equals("GeometryCollection"))
      return "{ \"type\": \"GeometryCollection\", \"geometries\": "
          + (shapes.isEmpty()
              ? "[]"
              : list(shapes.stream().map(shape -> write(Geography.of(shape))).toList()))
          + " }";
    String coordinates =
        shapes.size() == 1
            ? body(shapes.getFirst())
            : list(shapes.stream().map(GeoJson::body).toList());
    return "{ \"type\": \"" + kind + "\", \"coordinates\": " + coordinates + " }";
  }

  private static String body(Shape shape) {
    return switch (shape) {
      case Shape.Point(var at) -> pair(at);
      case Shape.Line(var positions) -> line(positions);
      case Shape.Polygon(var rings) ->
          list(rings.stream().map(ring -> line(Geography.closed(ring))).toList());
    };
  }

  private static String line(List<Position> positions) {
    return list(Tessellation.ofGeodesics(positions).stream().map(GeoJson::pair).toList());
  }

  private static String list(List<String> elements) {
    return elements.stream().collect(Collectors.joining(", ", "[ ", " ]"));
  }

  private static String pair(Position at) {
    return "[" + Position.text(at.longitude()) + ", " + Position.text(at.latitude()) + "]";
  }

  /// @throws GeographyFault it is none
  public static Geography read(String text) {
    try {
      return geometry(JSON.readTree(text));
    } catch (JsonProcessingException _) {
      throw bad("not a JSON object");
    }
  }

  private static Geography geometry(JsonNode node) {
    var coordinates = node.path("coordinates");
    return switch (node.path("type").asText()) {
      case "Point" -> Geography.of(new Shape.Point(position(coordinates)));
      case "LineString" -> line(coordinates);
      case "Polygon" -> polygon(coordinates);
      case "MultiPoint" ->
          Wkt.joined(all(coordinates, c -> Geography.of(new Shape.Point(position(c)))));
      case "MultiLineString" -> Wkt.joined(all(coordinates, GeoJson::line));
      case "MultiPolygon" -> Wkt.joined(all(coordinates, GeoJson::polygon));
      case "GeometryCollection" -> Wkt.joined(all(node.path("geometries"), GeoJson::geometry));
      default -> throw bad("unknown type");
    };
  }

  private interface Part<T> {
    T of(JsonNode node);
  }

  private static <T> List<T> all(JsonNode array, Part<T> part) {
    if (!array.isArray()) throw bad("an array is missing");
    List<T> all = new ArrayList<>();
    for (var node : array) all.add(part.of(node));
    return all;
  }

  private static Geography line(JsonNode coordinates) {
    return Geography.of(
        Builder.line(Tessellation.ofStraightLines(all(coordinates, GeoJson::position))));
  }

  private static Geography polygon(JsonNode coordinates) {
    return Builder.polygon(
        all(coordinates, ring -> Tessellation.ofStraightLines(all(ring, GeoJson::position))));
  }

  private static Position position(JsonNode pair) {
    if (!pair.isArray() || pair.size() < 2 || !pair.get(0).isNumber() || !pair.get(1).isNumber())
      throw bad("a position is missing");
    return Position.of(pair.get(0).asDouble(), pair.get(1).asDouble());
  }

  private static GeographyFault bad(String why) {
    return GeographyFault.wrong("Invalid GeoJSON: " + why);
  }
}
