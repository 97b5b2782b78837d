package convergence.bigquery.http;

import java.util.Map;

/// What goes back: a status, headers and JSON (or nothing).
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record Answer(int status, Map<String, String> headers, byte[] body) {
  private static final byte[] NOTHING = {};

  public Answer {
    headers = Map.copyOf(headers);
  }

  public static Answer ok(Object model) {
    return json(200, Bodies.write(model));
  }

  /// JSON that was written already.
  public static Answer json(int status, byte[] body) {
    return new Answer(status, Map.of(), body);
  }

  public static Answer empty(int status, Map<String, String> headers) {
    return new Answer(status, headers, NOTHING);
  }

  static Answer error(ApiException e) {
    var body = new com.google.api.client.util.GenericData();
    body.put("error", e.body());
    return json(e.reason().status(), Bodies.write(body));
  }
}
