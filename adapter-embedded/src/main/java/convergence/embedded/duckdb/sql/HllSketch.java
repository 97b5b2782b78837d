package convergence.embedded.duckdb.sql;

import com.google.common.hash.Hashing;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A HyperLogLog++ sketch in its sparse form, as HLL_COUNT writes it: the protocol buffer of ZetaSketch with one entry for
/// each hash that was seen. A sketch that would outgrow that form is refused.
final class HllSketch {
  private static final int TYPE = 112;
  private static final int INT64 = 8;
  private static final int TEXT = 11;
  private static final int MORE_BITS = 5;
  private static final int RHO_BITS = 6;

  private final int precision;
  private final int valueType;
  private long values;

  /// By the first bits of the hash: how many zeros follow, or -1 where the later of those bits tell it.
  private final Map<Integer, Integer> entries = new TreeMap<>();

  private HllSketch(int precision, int valueType) {
    if (precision < 10 || precision > 24)
      throw new QueryError("HLL_COUNT precision must be between 10 and 24 but was " + precision);
    this.precision = precision;
    this.valueType = valueType;
  }

  static HllSketch ofIntegers(List<?> distinct, long values, long precision) {
    var sketch = new HllSketch(Math.clamp(precision, 0, 100), INT64);
    for (var value : distinct) {
      if (value instanceof Long number)
        sketch.add(Hashing.fingerprint2011().hashLong(number).asLong());
    }
    sketch.values = values;
    return sketch;
  }

  /// @param charset of the texts: UTF-8, or Latin-1 for BYTES
  static HllSketch ofTexts(List<?> distinct, Charset charset, long values, long precision) {
    var sketch = new HllSketch(Math.clamp(precision, 0, 100), TEXT);
    for (var value : distinct) {
      if (value instanceof String text)
        sketch.add(Hashing.fingerprint2011().hashBytes(text.getBytes(charset)).asLong());
    }
    sketch.values = values;
    return sketch;
  }

  private int sparseBits() {
    return precision + MORE_BITS;
  }

  private void add(long hash) {
    int index = (int) (hash >>> (64 - sparseBits()));
    int zeros = Long.numberOfLeadingZeros(hash << sparseBits() | 1L << (sparseBits() - 1)) + 1;
    boolean told = (index & ((1 << MORE_BITS) - 1)) != 0;
    entries.merge(index, told ? -1 : zeros, Math::max);
  }

  private int flag() {
    return 1 << Math.max(sparseBits(), precision + RHO_BITS);
  }

  private byte[] entryBytes() {
    int[] encoded =
        entries.entrySet().stream()
            .mapToInt(
                entry ->
                    entry.getValue() < 0
                        ? entry.getKey()
                        : flag() | (entry.getKey() >>> MORE_BITS) << RHO_BITS | entry.getValue())
            .sorted()
            .toArray();
    var out = new ByteArrayOutputStream();
    int last = 0;
    for (int value : encoded) {
      varint(out, value - last);
      last = value;
    }
    if (out.size() > (1 << precision) * 3 / 4)
      throw new QueryError(
          "HLL_COUNT over this many distinct values is not supported by the embedded warehouse");
    return out.toByteArray();
  }

  /// BYTES as Latin-1.
  String bytes() {
    byte[] data = entryBytes();
    var inner = new ByteArrayOutputStream();
    field(inner, 2, entries.size());
    field(inner, 3, precision);
    field(inner, 4, sparseBits());
    block(inner, 6, data);
    var out = new ByteArrayOutputStream();
    field(out, 1, TYPE);
    field(out, 2, values);
    field(out, 3, 2);
    field(out, 4, valueType);
    block(out, TYPE, inner.toByteArray());
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  private static void field(ByteArrayOutputStream out, int number, long value) {
    varint(out, (long) number << 3);
    varint(out, value);
  }

  private static void block(ByteArrayOutputStream out, int number, byte[] bytes) {
    varint(out, (long) number << 3 | 2);
    varint(out, bytes.length);
    out.writeBytes(bytes);
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  /// Of sketches of one precision and one type.
  static HllSketch merged(List<?> sketches) {
    @Nullable HllSketch all = null;
    for (var bytes : sketches) {
      if (!(bytes instanceof String text)) continue;
      var sketch = read(text);
      if (all == null) {
        all = sketch;
        continue;
      }
      if (all.precision != sketch.precision || all.valueType != sketch.valueType)
        throw new QueryError("HLL_COUNT sketches of different precision or type cannot be merged");
      all.values += sketch.values;
      for (var entry : sketch.entries.entrySet())
        all.entries.merge(entry.getKey(), entry.getValue(), Math::max);
    }
    if (all == null) throw new IllegalArgumentException("no sketch");
    return all;
  }

  static HllSketch read(String bytes) {
    var outer = new HllReader(bytes);
    long values = 0;
    int type = 0;
    String state = "";
    while (outer.more()) {
      int tag = (int) outer.varint();
      if (tag == 2 << 3) values = outer.varint();
      else if (tag == 4 << 3) type = (int) outer.varint();
      else if (tag == (TYPE << 3 | 2)) state = outer.block();
      else outer.varint();
    }
    var inner = new HllReader(state);
    int precision = 0;
    String data = "";
    while (inner.more()) {
      int tag = (int) inner.varint();
      if (tag == 3 << 3) precision = (int) inner.varint();
      else if (tag == (6 << 3 | 2)) data = inner.block();
      else if ((tag & 7) == 2) throw HllReader.invalid();
      else inner.varint();
    }
    var sketch = new HllSketch(precision, type);
    sketch.values = values;
    sketch.decode(new HllReader(data));
    return sketch;
  }

  private void decode(HllReader data) {
    int last = 0;
    while (data.more()) {
      last += (int) data.varint();
      boolean flagged = (last & flag()) != 0;
      int rest = last & ~flag();
      if (flagged) entries.put(rest >>> RHO_BITS << MORE_BITS, rest & ((1 << RHO_BITS) - 1));
      else entries.put(last, -1);
    }
  }

  /// How many distinct values were seen, by the entries that are still empty.
  long estimate() {
    double places = 1L << sparseBits();
    return Math.round(places * Math.log(places / (places - entries.size())));
  }
}
