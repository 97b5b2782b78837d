package convergence.bigquery.catalog;

import com.google.api.client.json.GenericJson;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Bodies;
import convergence.bigquery.http.Hashes;
import convergence.bigquery.http.Reason;
import org.jspecify.annotations.Nullable;

/// Etags are made of what a resource says, so they change exactly when it does.
final class Etags {
  private Etags() {}

  static String of(GenericJson resource) {
    return Hashes.etag(Bodies.text(resource));
  }

  /// @throws ApiException the caller wanted another state
  static void check(@Nullable String wanted, @Nullable String now) {
    if (wanted == null || wanted.equals("*")) return;
    String bare = wanted.replace("\"", "");
    if (!bare.equals(now))
      throw new ApiException(
          Reason.CONDITION, "Precondition check failed: the resource's etag is not " + bare + ".");
  }
}
