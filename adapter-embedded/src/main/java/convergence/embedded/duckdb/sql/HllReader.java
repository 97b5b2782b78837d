package convergence.embedded.duckdb.sql;

/// Reads a protocol buffer whose bytes are characters.
final class HllReader {
  private final String bytes;
  private int at;

  HllReader(String bytes) {
    this.bytes = bytes;
  }

  static QueryError invalid() {
    return new QueryError("Invalid or unsupported HLL_COUNT sketch");
  }

  boolean more() {
    return at < bytes.length();
  }

  long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (!more()) throw invalid();
      char b = bytes.charAt(at++);
      value |= (long) (b & 0x7F) << shift;
      if (b < 0x80) return value;
    }
    throw invalid();
  }

  String block() {
    long length = varint();
    if (length < 0 || at + length > bytes.length()) throw invalid();
    String block = bytes.substring(at, at + (int) length);
    at += (int) length;
    return block;
  }
}
