package convergence.embedded.duckdb.geography;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// Well-known binary.
public final class Wkb {
  private static final int POINT = 1;
  private static final int LINE = 2;
  private static final int POLYGON = 3;
  private static final int MULTI = 3;
  private static final int COLLECTION = 7;

  private Wkb() {}

  /// @throws GeographyFault it is none
  public static Geography read(byte[] bytes) {
    try {
      return read(ByteBuffer.wrap(bytes));
    } catch (BufferUnderflowException _) {
      throw GeographyFault.wrong("Invalid WKB: the bytes end too early");
    }
  }

  private static Geography read(ByteBuffer in) {
    in.order(in.get() == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int type = in.getInt();
    return switch (type) {
      case POINT -> {
        double longitude = in.getDouble();
        double latitude = in.getDouble();
        yield Double.isNaN(longitude) && Double.isNaN(latitude)
            ? new Geography(List.of(), true)
            : Geography.point(longitude, latitude);
      }
      case LINE -> {
        var positions = positions(in);
        yield positions.isEmpty()
            ? new Geography(List.of(), true)
            : Geography.of(Builder.line(positions));
      }
      case POLYGON -> {
        List<List<Position>> rings = new ArrayList<>();
        for (int i = in.getInt(); i > 0; i--) rings.add(positions(in));
        yield rings.isEmpty() ? new Geography(List.of(), true) : Builder.polygon(rings);
      }
      case POINT + MULTI, LINE + MULTI, POLYGON + MULTI, COLLECTION -> {
        List<Geography> parts = new ArrayList<>();
        for (int i = in.getInt(); i > 0; i--) parts.add(read(in));
        yield Wkt.joined(parts);
      }
      default -> throw GeographyFault.wrong("Invalid WKB: unknown type " + type);
    };
  }

  private static List<Position> positions(ByteBuffer in) {
    List<Position> positions = new ArrayList<>();
    for (int i = in.getInt(); i > 0; i--) {
      double longitude = in.getDouble();
      positions.add(Position.of(longitude, in.getDouble()));
    }
    return positions;
  }

  /// Little-endian.
  public static byte[] write(Geography geography) {
    var out = new java.io.ByteArrayOutputStream();
    write(geography.sure(), out);
    return out.toByteArray();
  }

  private static void write(Geography geography, java.io.ByteArrayOutputStream out) {
    var shapes = geography.shapes();
    if (shapes.size() == 1) {
      write(shapes.getFirst(), out);
      return;
    }
    boolean mixed = geography.kind().equals("GeometryCollection");
    head(out, mixed ? COLLECTION : shapes.getFirst().dimension() + 1 + MULTI);
    number(out, shapes.size());
    for (var shape : shapes) write(shape, out);
  }

  private static void write(Shape shape, java.io.ByteArrayOutputStream out) {
    head(out, shape.dimension() + 1);
    switch (shape) {
      case Shape.Point(var at) -> position(out, at);
      case Shape.Line(var positions) -> positions(out, positions);
      case Shape.Polygon(var rings) -> {
        number(out, rings.size());
        for (var ring : rings) positions(out, Geography.closed(ring));
      }
    }
  }

  private static void positions(java.io.ByteArrayOutputStream out, List<Position> positions) {
    number(out, positions.size());
    for (var position : positions) position(out, position);
  }

  private static void head(java.io.ByteArrayOutputStream out, int type) {
    out.write(1);
    number(out, type);
  }

  private static void number(java.io.ByteArrayOutputStream out, int number) {
    out.writeBytes(buffer(Integer.BYTES).putInt(number).array());
  }

  /// BigQuery keeps points of the unit sphere: degrees that do not come back from there have other last bits.
  private static void position(java.io.ByteArrayOutputStream out, Position at) {
    if (!at.direction().position().equals(at))
      throw GeographyFault.refusal("the bytes of degrees that the sphere would change");
    out.writeBytes(
        buffer(2 * Double.BYTES).putDouble(at.longitude()).putDouble(at.latitude()).array());
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
