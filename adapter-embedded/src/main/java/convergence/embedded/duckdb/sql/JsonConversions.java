package convergence.embedded.duckdb.sql;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// JSON values as SQL's: by their own type, or in the lax way, where what does not fit is NULL.
final class JsonConversions {
  private static final int EXACT_BITS = 53;

  private JsonConversions() {}

  static boolean bool(Json value) {
    if (value instanceof Json.Word(var word) && !word.equals("null")) return word.equals("true");
    throw new QueryError("The provided JSON input is not a boolean");
  }

  static String string(Json value) {
    if (value instanceof Json.Str(var text)) return text;
    throw new QueryError("The provided JSON input is not a string");
  }

  static long integer(Json value) {
    if (!(value instanceof Json.Num(var text)))
      throw new QueryError("The provided JSON input is not an integer");
    BigInteger whole = whole(new BigDecimal(text));
    if (whole == null || whole.bitLength() > 63)
      throw new QueryError(
          "The provided JSON number: " + text + " cannot be converted to an int64");
    return whole.longValue();
  }

  private static @Nullable BigInteger whole(BigDecimal number) {
    return number.stripTrailingZeros().scale() <= 0 ? number.toBigInteger() : null;
  }

  /// @param exact an integer that FLOAT64 cannot hold is an error
  static double real(Json value, boolean exact) {
    if (!(value instanceof Json.Num(var text)))
      throw new QueryError("The provided JSON input is not a number");
    var number = new BigDecimal(text);
    double real = number.doubleValue();
    if (exact && number.unscaledValue().bitLength() > EXACT_BITS && !text.contains(".")) {
      if (new BigDecimal(real).compareTo(number) != 0)
        throw new QueryError(
            "JSON number: " + text + " cannot be converted to FLOAT64 without loss of precision");
    }
    return real;
  }

  static @Nullable Boolean laxBool(Json value) {
    return switch (value) {
      case Json.Word(var word) -> word.equals("null") ? null : Boolean.valueOf(word.equals("true"));
      case Json.Num(var text) -> new BigDecimal(text).signum() != 0;
      case Json.Str(var text) ->
          switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> null;
          };
      case Json.Arr _, Json.Obj _ -> null;
    };
  }

  static @Nullable Long laxInteger(Json value) {
    return switch (value) {
      case Json.Word(var word) -> word.equals("null") ? null : word.equals("true") ? 1L : 0L;
      case Json.Num(var text) -> rounded(text);
      case Json.Str(var text) -> rounded(text.strip());
      case Json.Arr _, Json.Obj _ -> null;
    };
  }

  private static @Nullable Long rounded(String text) {
    if (!text.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,4})?")) return null;
    var number = new BigDecimal(text);
    // What has more digits before its point than any INT64 is not written out.
    if (number.precision() - (long) number.scale() > 20) return null;
    BigInteger whole = number.setScale(0, RoundingMode.HALF_UP).toBigInteger();
    return whole.bitLength() > 63 ? null : Long.valueOf(whole.longValue());
  }

  static @Nullable Double laxReal(Json value) {
    return switch (value) {
      case Json.Num(var text) -> new BigDecimal(text).doubleValue();
      case Json.Str(var text) -> {
        try {
          yield FloatUdfs.parse(text);
        } catch (QueryError e) {
          yield null;
        }
      }
      case Json.Word _, Json.Arr _, Json.Obj _ -> null;
    };
  }

  static @Nullable String laxString(Json value) {
    return switch (value) {
      case Json.Word(var word) -> word.equals("null") ? null : word;
      case Json.Num(var text) ->
          value instanceof Json.Num number && number.whole()
              ? text
              : FloatUdfs.text(Double.parseDouble(text));
      case Json.Str(var text) -> text;
      case Json.Arr _, Json.Obj _ -> null;
    };
  }
}
