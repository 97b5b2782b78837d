package convergence.standalone;

import convergence.edge.Access;
import convergence.edge.Fields;
import convergence.edge.JsonBody;
import convergence.edge.Wire;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/// The running instance's side of `./convergence backup` and `drain`, for the admin key.
@Controller("/api/v1/admin")
final class OperationsController {
  private final BackupDesk backups;
  private final DrainSwitch drain;

  OperationsController(BackupDesk backups, DrainSwitch drain) {
    this.backups = backups;
    this.drain = drain;
  }

  @Post("/backup")
  @Access(Access.Who.ADMIN)
  @Consumes(MediaType.ALL)
  @ExecuteOn(TaskExecutors.BLOCKING)
  HttpResponse<?> backup(HttpRequest<byte[]> request) {
    var fields = new Fields(JsonBody.of(request));
    String directory = fields.text("directory", 4096);
    fields.end();
    try {
      var folder = directory == null ? null : Path.of(directory);
      if (folder == null || !folder.isAbsolute())
        throw refused("directory is the absolute path of an empty folder on the server's machine.");
      return Wire.ok(backups.make(folder.normalize()));
    } catch (InvalidPathException e) {
      throw refused("directory is no path.");
    } catch (Sorry e) {
      throw refused(String.valueOf(e.getMessage()));
    }
  }

  @Post("/drain")
  @Access(Access.Who.ADMIN)
  @Consumes(MediaType.ALL)
  HttpResponse<?> drain(HttpRequest<byte[]> request) {
    var fields = new Fields(JsonBody.of(request));
    boolean on = !fields.has("on") || fields.flag("on");
    fields.end();
    drain.set(on);
    return Wire.ok(Map.of("draining", drain.on(), "runs_in_work", drain.inWork()));
  }

  private static RefusedException refused(String detail) {
    return new RefusedException(Refusal.BadRequest.of("/directory", detail));
  }
}
