package convergence.standalone;

import convergence.edge.Access;
import convergence.edge.ApiPart;
import convergence.edge.Fields;
import convergence.edge.JsonBody;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/admin/sql`: the running instance's side of `./convergence sql`, for the admin key.
@Controller("/api/v1/admin/sql")
final class SqlController implements ApiPart {
  private static final int LONGEST_QUERY = 262_144;
  private final SqlDesk desk;

  SqlController(SqlDesk desk) {
    this.desk = desk;
  }

  @Post
  @Access(Access.Who.ADMIN)
  @Consumes(MediaType.ALL)
  @ExecuteOn(TaskExecutors.BLOCKING)
  Map<String, Object> query(HttpRequest<byte[]> request) {
    var body = new HashMap<>(JsonBody.of(request));
    // SQL has lines and tabs, which other text fields refuse.
    var sent = body.remove("query");
    var fields = new Fields(body);
    String tenant = fields.text("tenant_id", 64);
    fields.end();
    if (!(sent instanceof String query) || query.length() > LONGEST_QUERY)
      throw new RefusedException(
          Refusal.BadRequest.of(
              "/query", "query is GoogleSQL text of at most " + LONGEST_QUERY + " characters."));
    return JsonRows.of(desk.query(query, tenant)).body();
  }

  @Override
  public @Nullable InputStream openapi() {
    return SqlController.class.getResourceAsStream("/convergence/standalone/openapi.yml");
  }
}
