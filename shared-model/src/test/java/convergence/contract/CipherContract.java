package convergence.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.port.Cipher;
import convergence.port.Cipher.Context;
import convergence.port.Secret;
import convergence.problem.Fault;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every [Cipher] keeps.
public abstract class CipherContract {
  private static final Secret SECRET = new Secret("a secret that is long enough to be found");
  private static final Context CONTEXT = new Context("acme", "credential");

  /// The cipher under test; each call may give another that has the same keys.
  protected abstract Cipher cipher();

  @Test
  final void what_was_sealed_opens_in_its_context() {
    for (var text : List.of("", "x", "ü\u0000\uD83D\uDE00\n", "long ".repeat(10_000)))
      for (var purpose : List.of("api_key", "credential", "webhook")) {
        var context = new Context("acme", purpose);
        var sealed = cipher().seal(new Secret(text), context);
        assertThat(cipher().open(sealed, context)).isEqualTo(new Secret(text));
      }
  }

  @Test
  final void it_opens_for_no_other_tenant_and_purpose() {
    var sealed = cipher().seal(SECRET, CONTEXT);
    for (var other :
        List.of(
            new Context("Acme", "credential"),
            new Context("other", "credential"),
            new Context("acme", "webhook"),
            new Context("acme", "api_key"),
            new Context("acmec", "redential"),
            new Context("acm", "ecredential"),
            new Context("", "acmecredential"))) assertRefused(sealed, other);
  }

  @Test
  final void damage_anywhere_is_noticed() {
    var sealed = cipher().seal(SECRET, CONTEXT);
    var cipher = cipher();
    for (int i = 0; i < sealed.length; i++) {
      var damaged = sealed.clone();
      damaged[i] ^= 1;
      assertThatThrownBy(() -> cipher.open(damaged, CONTEXT)).isInstanceOf(Fault.Permanent.class);
    }
    assertRefused(new byte[0], CONTEXT);
    assertRefused(java.util.Arrays.copyOf(sealed, sealed.length - 1), CONTEXT);
    assertRefused(java.util.Arrays.copyOf(sealed, sealed.length + 1), CONTEXT);
  }

  @Test
  final void the_seal_shows_nothing_and_is_never_the_same() {
    var first = cipher().seal(SECRET, CONTEXT);
    var second = cipher().seal(SECRET, CONTEXT);
    assertThat(first).isNotEqualTo(second);
    assertThat(new String(first, StandardCharsets.ISO_8859_1)).doesNotContain("secret");
  }

  @Test
  final void after_a_rotation_all_opens_and_what_is_sealed_anew_is_bound_as_before() {
    var cipher = cipher();
    var before = cipher.seal(SECRET, CONTEXT);
    boolean rotated = cipher.rotate();
    assertThat(cipher.open(before, CONTEXT)).isEqualTo(SECRET);
    var after = cipher.rewrap(before, CONTEXT);
    assertThat(cipher.open(after, CONTEXT)).isEqualTo(SECRET);
    if (rotated) {
      assertThat(after).isNotEqualTo(before);
      assertThat(cipher.rewrap(after, CONTEXT)).isEqualTo(after);
    }
    assertThatThrownBy(() -> cipher.rewrap(before, new Context("other", "credential")))
        .isInstanceOf(Fault.Permanent.class);
    assertRefused(after, new Context("acme", "webhook"));
  }

  private void assertRefused(byte[] sealed, Context context) {
    assertThatThrownBy(() -> cipher().open(sealed, context))
        .isInstanceOfSatisfying(
            Fault.Permanent.class,
            fault -> {
              assertThat(fault.code()).isEqualTo("cannot_open");
              assertThat(fault.getMessage()).doesNotContain("secret that");
            });
  }
}
