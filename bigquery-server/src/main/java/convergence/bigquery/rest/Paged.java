package convergence.bigquery.rest;

import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Call;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A page of a list that is sorted by name: the token is the last name, so that a page holds
/// whatever comes or goes in between.
record Paged<T>(List<T> items, @Nullable String next) {
  private static final int USUAL = 50;

  static <T> Paged<T> of(Call call, List<T> all, Function<T, String> name) {
    int most = Math.toIntExact(Math.clamp(call.number("maxResults").orElse((long) USUAL), 1, 1000));
    String after = call.parameter("pageToken").map(Paged::decoded).orElse("");
    var rest =
        all.stream()
            .filter(item -> name.apply(item).compareTo(after) > 0)
            .limit(most + 1L)
            .toList();
    if (rest.size() <= most) return new Paged<>(rest, null);
    var page = rest.subList(0, most);
    return new Paged<>(page, encoded(name.apply(page.getLast())));
  }

  private static String encoded(String name) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(name.getBytes(StandardCharsets.UTF_8));
  }

  private static String decoded(String token) {
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw ApiException.invalid("Invalid page token: " + token);
    }
  }
}
