package convergence.embedded.duckdb.geography;

import java.util.Locale;

/// Geohashes: longitude and latitude halved in turn, five bits a letter.
public final class Geohash {
  private static final String LETTERS = "0123456789bcdefghjkmnpqrstuvwxyz";
  private static final int BITS = 5;
  private static final int LONGEST = 20;

  /// So many letters do not hang on the last bits of the degrees.
  private static final int SURE = 9;

  private Geohash() {}

  /// @param length of the hash
  public static String of(Geography point, long length) {
    var at = point.thePoint("ST_GeoHash");
    if (length > SURE && !at.direction().position().equals(at))
      throw GeographyFault.refusal("a geohash of degrees that the sphere would change");
    if (length < 1) throw GeographyFault.wrong("ST_GeoHash failed: maxchars must be positive");
    var hash = new StringBuilder();
    double west = -180;
    double east = 180;
    double south = -90;
    double north = 90;
    int bits = 0;
    for (int i = 0; i < Math.min(length, LONGEST) * BITS; i++) {
      boolean upper;
      if (i % 2 == 0) {
        double middle = (west + east) / 2;
        upper = at.longitude() >= middle;
        if (upper) west = middle;
        else east = middle;
      } else {
        double middle = (south + north) / 2;
        upper = at.latitude() >= middle;
        if (upper) south = middle;
        else north = middle;
      }
      bits = bits * 2 + (upper ? 1 : 0);
      if (i % BITS == BITS - 1) {
        hash.append(LETTERS.charAt(bits));
        bits = 0;
      }
    }
    return hash.toString();
  }

  /// The middle of a hash's box.
  public static Geography point(String hash) {
    double west = -180;
    double east = 180;
    double south = -90;
    double north = 90;
    boolean longitude = true;
    for (char letter : hash.toLowerCase(Locale.ROOT).toCharArray()) {
      int value = LETTERS.indexOf(letter);
      if (value < 0)
        throw GeographyFault.wrong("ST_GeogPointFromGeoHash failed: invalid geohash: " + hash);
      for (int bit = BITS - 1; bit >= 0; bit--) {
        boolean upper = (value >> bit & 1) == 1;
        if (longitude) {
          double middle = (west + east) / 2;
          if (upper) west = middle;
          else east = middle;
        } else {
          double middle = (south + north) / 2;
          if (upper) south = middle;
          else north = middle;
        }
        longitude = !longitude;
      }
    }
    return Geography.point((west + east) / 2, (south + north) / 2);
  }
}
