package convergence.bigquery.rows;

import com.google.api.client.json.GenericJson;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Bodies;
import convergence.warehouse.Column;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Some rows of a longer list, written already.
///
/// @param json `{"f":…},{"f":…}`
/// @param next row that the next page begins with; null: this is the last page
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record RowPage(
    List<Column> columns, long total, byte[] json, int count, @Nullable Long next) {
  private static final byte[] ROWS = ",\"rows\":[".getBytes(StandardCharsets.UTF_8);

  public @Nullable String token() {
    return next == null ? null : token(next);
  }

  public static String token(long row) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(("row:" + row).getBytes(StandardCharsets.UTF_8));
  }

  /// @throws ApiException no token of ours
  public static long row(String token) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      if (text.startsWith("row:")) return Long.parseLong(text.substring(4));
    } catch (IllegalArgumentException _) {
      // Said below.
    }
    throw ApiException.invalid("Invalid page token: " + token);
  }

  /// The model with the rows in it.
  public byte[] in(GenericJson model) {
    byte[] envelope = Bodies.write(model);
    if (count == 0) return envelope;
    byte[] all = new byte[envelope.length - 1 + ROWS.length + json.length + 2];
    System.arraycopy(envelope, 0, all, 0, envelope.length - 1);
    int at = envelope.length - 1;
    System.arraycopy(ROWS, 0, all, at, ROWS.length);
    at += ROWS.length;
    System.arraycopy(json, 0, all, at, json.length);
    at += json.length;
    all[at] = ']';
    all[at + 1] = '}';
    return all;
  }
}
