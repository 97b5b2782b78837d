package convergence.embedded.duckdb.geography;

/// A vector from the centre of the sphere.
record Direction(double x, double y, double z) {
  Direction cross(Direction other) {
    return new Direction(
        y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x);
  }

  double dot(Direction other) {
    return x * other.x + y * other.y + z * other.z;
  }

  Direction plus(Direction other) {
    return new Direction(x + other.x, y + other.y, z + other.z);
  }

  Direction minus(Direction other) {
    return new Direction(x - other.x, y - other.y, z - other.z);
  }

  Direction times(double factor) {
    return new Direction(x * factor, y * factor, z * factor);
  }

  double length() {
    return Math.sqrt(dot(this));
  }

  Direction unit() {
    return times(1 / length());
  }

  /// In radians.
  double angle(Direction other) {
    return Math.atan2(cross(other).length(), dot(other));
  }

  /// The square of the straight line between the two.
  double chord2(Direction other) {
    var difference = minus(other);
    return Math.min(4, difference.dot(difference));
  }

  /// Positive where the three turn left.
  static double turn(Direction a, Direction b, Direction c) {
    return a.cross(b).dot(c);
  }

  Position position() {
    return new Position(
        Math.toDegrees(Math.atan2(y, x)), Math.toDegrees(Math.atan2(z, Math.sqrt(x * x + y * y))));
  }
}
