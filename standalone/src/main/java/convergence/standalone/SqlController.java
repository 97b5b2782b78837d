package convergence.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import convergence.edge.Access;
import convergence.port.Json;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/admin/sql`: the running instance's side of `./convergence sql`. Admin key, loopback only.
@Controller("/api/v1/admin/sql")
final class SqlController {
  private final SqlDesk desk;

  SqlController(SqlDesk desk) {
    this.desk = desk;
  }

  @Post
  @Access(Access.Who.ADMIN)
  @ExecuteOn(TaskExecutors.BLOCKING)
  Map<String, Object> query(@Body String body) {
    var request = parse(body);
    var query = request.path("query");
    if (!query.isTextual())
      throw new RefusedException(Refusal.BadRequest.of("/query", "query is the GoogleSQL text."));
    @Nullable String tenant = request.path("tenant_id").asText(null);
    return JsonRows.of(desk.query(query.asText(), tenant)).body();
  }

  private static JsonNode parse(String body) {
    try {
      return Json.mapper().readTree(body);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new RefusedException(Refusal.BadRequest.of("", "The body is not JSON."));
    }
  }
}
