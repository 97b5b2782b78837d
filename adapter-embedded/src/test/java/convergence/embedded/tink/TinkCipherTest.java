package convergence.embedded.tink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import convergence.port.Cipher.Context;
import convergence.port.Json;
import convergence.port.Secret;
import convergence.problem.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The keyset file: made once, for its owner alone, one keyset for API keys and one for the rest.
final class TinkCipherTest {
  private static final Secret SECRET = new Secret("s3cret");
  private static final Context KEY = new Context("acme", "api_key");
  private static final Context CREDENTIAL = new Context("acme", "credential");

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("keyset.json");
  }

  @Test
  void what_was_sealed_opens_after_a_restart() {
    var sealed = TinkCipher.open(file()).seal(SECRET, CREDENTIAL);
    assertThat(TinkCipher.open(file()).open(sealed, CREDENTIAL)).isEqualTo(SECRET);
  }

  @Test
  void the_file_is_its_owners_alone_and_refused_when_it_is_not() throws IOException {
    TinkCipher.open(file());
    assertThat(Files.getPosixFilePermissions(file()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> TinkCipher.open(file()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("chmod 600");
  }

  @Test
  void without_the_key_of_api_keys_credentials_still_open_and_api_keys_do_not() throws IOException {
    var cipher = TinkCipher.open(file());
    var key = cipher.seal(SECRET, KEY);
    var credential = cipher.seal(SECRET, CREDENTIAL);
    var mine = (ObjectNode) Json.mapper().readTree(Files.readString(file()));
    Files.delete(file());
    TinkCipher.open(file());
    var fresh = Json.mapper().readTree(Files.readString(file()));
    ((ObjectNode) mine.get("keysets")).set("api_key", fresh.get("keysets").get("api_key"));
    Files.writeString(file(), mine.toString());
    var changed = TinkCipher.open(file());
    assertThat(changed.open(credential, CREDENTIAL)).isEqualTo(SECRET);
    assertThatThrownBy(() -> changed.open(key, KEY)).isInstanceOf(Fault.Permanent.class);
  }

  @Test
  void a_file_of_an_unknown_version_or_without_keys_is_refused() throws IOException {
    TinkCipher.open(file());
    var text = Files.readString(file());
    Files.writeString(file(), text.replaceFirst("\"v\" : 1", "\"v\" : 2"));
    assertThatThrownBy(() -> TinkCipher.open(file())).isInstanceOf(IllegalStateException.class);
    Files.writeString(file(), "{\"v\":1,\"keysets\":{}}");
    assertThatThrownBy(() -> TinkCipher.open(file())).isInstanceOf(IllegalStateException.class);
  }
}
