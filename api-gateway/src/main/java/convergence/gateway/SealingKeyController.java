package convergence.gateway;

import convergence.credential.CredentialVault;
import convergence.edge.Access;
import convergence.edge.Access.Who;
import convergence.edge.Caller;
import convergence.edge.Fields;
import convergence.edge.JsonBody;
import convergence.edge.QueryFields;
import convergence.edge.Wire;
import convergence.notification.NotificationBook;
import convergence.port.Cipher;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Rotates the key under which secrets are sealed, while everything runs.
@Controller("/api/v1/admin/sealing-key")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class SealingKeyController {
  private static final Logger LOG = LoggerFactory.getLogger(SealingKeyController.class);
  private final Cipher cipher;
  private final CredentialVault vault;
  private final NotificationBook channels;

  SealingKeyController(Cipher cipher, CredentialVault vault, NotificationBook channels) {
    this.cipher = cipher;
    this.vault = vault;
    this.channels = channels;
  }

  /// @param rotated false: a key service does that by itself
  /// @param resealed secrets that lie under the new key now
  /// @param failed tenants whose secrets could not be opened; the log names them
  public record Rotated(boolean rotated, int resealed, int failed) {}

  /// A fresh key seals from now on, and what was sealed before is sealed anew. Asked again after a crash it goes on.
  @Post("/rotate")
  @Access(Who.ADMIN)
  HttpResponse<?> rotate(HttpRequest<byte[]> request, Caller caller) {
    new QueryFields(request).end();
    new Fields(JsonBody.of(request)).end();
    boolean rotated = cipher.rotate();
    var resealed = vault.reseal().plus(channels.reseal());
    LOG.info(
        "{} rotated the sealing key; {} secrets were sealed anew", caller.who(), resealed.done());
    return Wire.ok(new Rotated(rotated, resealed.done(), resealed.failed()));
  }
}
