package convergence.bigquery.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One method of BigQuery's API: where it is called, and who answers.
///
/// @param api its name in Google's discovery document, e.g. `datasets.insert`
/// @param path with `{name}` for what varies
public record Route(String api, String method, String path, Serving serving) {
  /// What happens to a call.
  public sealed interface Serving {
    /// It is answered.
    record Served(Handler handler) implements Serving {}

    /// It is refused with 501 and this reason.
    record Refused(String why) implements Serving {}
  }

  /// Answers a call, or throws an [ApiException].
  public interface Handler {
    Answer answer(Call call) throws Exception;
  }

  public static Route served(String api, String method, String path, Handler handler) {
    return new Route(api, method, path, new Serving.Served(handler));
  }

  public static Route refused(String api, String method, String path, String why) {
    return new Route(api, method, path, new Serving.Refused(why));
  }

  /// @param segments of the requested path
  /// @return the placeholders' values when the path is this route's
  Optional<Map<String, String>> match(List<String> segments) {
    var wanted = path.substring(1).split("/");
    if (wanted.length != segments.size()) return Optional.empty();
    var values = new HashMap<String, String>();
    for (int i = 0; i < wanted.length; i++) {
      String segment = segments.get(i);
      int close = wanted[i].indexOf('}');
      if (close > 0) {
        String suffix = wanted[i].substring(close + 1);
        if (!segment.endsWith(suffix)) return Optional.empty();
        values.put(
            wanted[i].substring(1, close),
            segment.substring(0, segment.length() - suffix.length()));
      } else if (!wanted[i].equals(segment)) return Optional.empty();
    }
    return Optional.of(values);
  }
}
