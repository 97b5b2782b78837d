package convergence.standalone;

import convergence.edge.Access;
import convergence.edge.ApiPart;
import convergence.edge.Fields;
import convergence.edge.JsonBody;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.InputStream;
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
    var fields = new Fields(JsonBody.of(request));
    String query = fields.required("query", LONGEST_QUERY);
    String tenant = fields.text("tenant_id", 64);
    fields.end();
    return JsonRows.of(desk.query(query, tenant)).body();
  }

  @Override
  public @Nullable InputStream openapi() {
    return SqlController.class.getResourceAsStream("/convergence/standalone/openapi.yml");
  }
}
