package convergence.bigquery.http;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds who answers a path. Clients differ in whether they say `/bigquery/v2` before it.
final class Router {
  /// A route and what its placeholders matched.
  record Found(Route route, Map<String, String> path) {}

  private static final String UPLOAD = "upload";
  private static final List<String> PREFIX = List.of("bigquery", "v2");
  private final List<Route> routes;

  Router(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  Found find(String method, List<String> segments) {
    var rest = withoutPrefix(segments);
    Set<String> others = new LinkedHashSet<>();
    for (var route : routes) {
      var match = route.match(rest);
      if (match.isEmpty()) continue;
      if (route.method().equals(method)) return new Found(route, match.get());
      others.add(route.method());
    }
    if (others.isEmpty())
      throw new ApiException(
          Reason.NOT_FOUND, "The requested URL /" + String.join("/", segments) + " was not found.");
    throw new ApiException(
        Reason.METHOD, "This path answers to " + String.join(", ", others) + ".");
  }

  private static List<String> withoutPrefix(List<String> segments) {
    if (segments.size() >= 2 && segments.subList(0, 2).equals(PREFIX))
      return segments.subList(2, segments.size());
    // The command-line tool says /resumable/upload/….
    if (!segments.isEmpty() && segments.getFirst().equals("resumable"))
      return withoutPrefix(segments.subList(1, segments.size()));
    if (segments.size() < 3
        || !segments.getFirst().equals(UPLOAD)
        || !segments.subList(1, 3).equals(PREFIX)) return segments;
    var rest = new ArrayList<String>();
    rest.add(UPLOAD);
    rest.addAll(segments.subList(3, segments.size()));
    return rest;
  }
}
