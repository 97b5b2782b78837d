package convergence.stories;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.standalone.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An operator keeps a tenant's keys from the command line; each key is tried at the door.
final class KeyCommandStoryTest {
  private static Folders folders;
  private static Town town;

  @BeforeAll
  static void open(@TempDir Path root) {
    folders = Folders.in(root);
    town = Town.open(folders);
  }

  @AfterAll
  static void close() {
    town.close();
  }

  private record Said(int status, String out, String err) {
    /// The value that stands behind this name.
    String value(String name) {
      return out.lines()
          .filter(line -> line.startsWith(name + " "))
          .map(line -> line.substring(name.length()).strip())
          .findFirst()
          .orElseThrow(() -> new AssertionError("no " + name + ": " + this));
    }
  }

  @Test
  void a_key_is_made_listed_rotated_and_revoked() {
    town.tenant("keys_corp");
    var made =
        key(
            "create",
            "--tenant",
            "keys_corp",
            "--name",
            "frontend",
            "--scope",
            "read",
            "--scope",
            "keys");
    assertThat(made.status()).isZero();
    var first = made.value("api_key");
    assertThat(door(first)).isEqualTo(200);

    var listed = key("list", "--tenant", "keys_corp");
    assertThat(listed.out())
        .contains(made.value("api_key_id"))
        .contains("frontend")
        .contains("read")
        .doesNotContain(first);

    var rotated =
        key("rotate", "--tenant", "keys_corp", "--overlap-hours", "0", made.value("api_key_id"));
    var second = rotated.value("api_key");
    assertThat(second).isNotEqualTo(first);
    assertThat(door(second)).isEqualTo(200);
    assertThat(door(first)).isEqualTo(401);

    assertThat(key("revoke", "--tenant", "keys_corp", rotated.value("api_key_id")).status())
        .isZero();
    assertThat(door(second)).isEqualTo(401);
    assertThat(
            key("list", "--tenant", "keys_corp").out().lines().filter(l -> l.contains("frontend")))
        .isNotEmpty()
        .allMatch(line -> line.contains("revoked"));
  }

  @Test
  void a_no_is_a_sentence() {
    town.tenant("asked_corp");
    assertThat(key("list", "--tenant", "nobody_corp").status()).isEqualTo(1);
    var scope = key("create", "--tenant", "asked_corp", "--scope", "everything");
    assertThat(scope.status()).isEqualTo(1);
    assertThat(scope.err()).contains("scope").doesNotContain("\tat ");
    var unknown = key("revoke", "--tenant", "asked_corp", "no-such-key");
    assertThat(unknown.status()).isEqualTo(1);
    assertThat(unknown.err()).isNotBlank().doesNotContain("\tat ");
  }

  private static int door(String key) {
    return town.gate().get("/api/v1/tenants/keys_corp/quota", "X-API-Key", key).status();
  }

  private static Said key(String command, String... arguments) {
    var all = new ArrayList<>(List.of("key", command, "--data", folders.data().toString()));
    all.addAll(List.of(arguments));
    var out = new StringWriter();
    var err = new StringWriter();
    int status =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(all.toArray(String[]::new));
    return new Said(status, out.toString(), err.toString());
  }
}
