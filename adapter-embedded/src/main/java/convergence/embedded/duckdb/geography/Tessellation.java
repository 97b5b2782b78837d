package convergence.embedded.duckdb.geography;

import java.util.ArrayList;
import java.util.List;

/// Between geodesics and straight lines on the map of longitudes and latitudes: as S2's tessellator, to ten metres.
final class Tessellation {
  /// Where the two ways are compared, and how much farther apart they may be elsewhere.
  private static final double AT = 0.3121569108224831;

  private static final double SCALE = 0.8382999256988851;
  private static final double MOST = chord2(SCALE * 10 / Sphere.RADIUS);
  private final boolean geodesics;
  private final List<Position> out = new ArrayList<>();

  private Tessellation(boolean geodesics) {
    this.geodesics = geodesics;
  }

  static List<Position> ofGeodesics(List<Position> positions) {
    return new Tessellation(true).all(positions);
  }

  static List<Position> ofStraightLines(List<Position> positions) {
    return new Tessellation(false).all(positions);
  }

  private List<Position> all(List<Position> positions) {
    out.add(positions.getFirst());
    for (int i = 1; i < positions.size(); i++) {
      var a = positions.get(i - 1);
      var b = positions.get(i);
      if (Math.abs(a.longitude() - b.longitude()) >= 180)
        throw GeographyFault.refusal("GeoJSON across the antimeridian");
      if (Math.abs(a.latitude()) == 90 || Math.abs(b.latitude()) == 90)
        throw GeographyFault.refusal("GeoJSON at a pole");
      add(a, b);
    }
    return out;
  }

  private void add(Position a, Position b) {
    var from = a.direction();
    var to = b.direction();
    if (error(a, from, b, to) <= MOST) {
      out.add(b);
      return;
    }
    var middle = geodesics ? from.plus(to).unit().position() : between(a, b, 0.5);
    add(a, middle);
    add(middle, b);
  }

  private static double error(Position a, Direction from, Position b, Direction to) {
    if (from.dot(to) < -1e-14) return 4;
    return Math.max(error(a, from, b, to, AT), error(a, from, b, to, 1 - AT));
  }

  private static double error(
      Position a, Direction from, Position b, Direction to, double fraction) {
    double angle = from.angle(to) * fraction;
    var tangent = from.cross(to).cross(from).unit();
    var onGeodesic = from.times(Math.cos(angle)).plus(tangent.times(Math.sin(angle)));
    return onGeodesic.chord2(between(a, b, fraction).direction());
  }

  private static Position between(Position a, Position b, double fraction) {
    return new Position(
        (1 - fraction) * a.longitude() + fraction * b.longitude(),
        (1 - fraction) * a.latitude() + fraction * b.latitude());
  }

  private static double chord2(double angle) {
    double chord = 2 * Math.sin(0.5 * angle);
    return chord * chord;
  }
}
