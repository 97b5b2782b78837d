package convergence.google.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.kms.v1.KeyManagementServiceClient;
import convergence.contract.CipherContract;
import convergence.google.GoogleConfig;
import convergence.google.kms.FakeKms.Lie;
import convergence.port.Cipher;
import convergence.port.Cipher.Context;
import convergence.port.Secret;
import convergence.problem.Fault;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The contract of the cipher, kept with Cloud KMS over its wire, also when KMS lies or fails.
final class KmsCipherTest extends CipherContract {
  private static final String RING = "projects/p/locations/us/keyRings/r/cryptoKeys/";
  private static final KmsConfig KEYS = new KmsConfig(RING + "credentials", RING + "api-keys");
  private static final Context CONTEXT = new Context("acme", "credential");
  private static FakeKms kms;
  private static KeyManagementServiceClient client;

  @BeforeAll
  static void open() throws Exception {
    kms = new FakeKms();
    var hosts = List.of("-", "-", "http://127.0.0.1:1", "-", kms.address());
    client = new KmsFactory().kms(GoogleConfig.emulators("p", hosts));
  }

  @AfterAll
  static void close() {
    client.close();
    kms.close();
  }

  @AfterEach
  void tellTheTruth() {
    kms.lie = Lie.NONE;
  }

  @Override
  protected Cipher cipher() {
    return new KmsFactory().cipher(client, KEYS);
  }

  @Test
  void what_kms_damages_or_does_not_verify_is_not_taken_for_sealed() {
    for (var lie : List.of(Lie.CIPHERTEXT_DAMAGED, Lie.CHECKSUM_NOT_VERIFIED)) {
      kms.lie = lie;
      assertThatThrownBy(() -> cipher().seal(new Secret("s"), CONTEXT))
          .isInstanceOf(Fault.Transient.class);
    }
  }

  @Test
  void a_data_key_that_comes_back_damaged_opens_nothing() {
    var sealed = cipher().seal(new Secret("s"), CONTEXT);
    kms.lie = Lie.PLAINTEXT_DAMAGED;
    assertThatThrownBy(() -> cipher().open(sealed, CONTEXT)).isInstanceOf(Fault.class);
  }

  @Test
  void without_kms_it_is_worth_another_try() {
    var sealed = cipher().seal(new Secret("s"), CONTEXT);
    kms.lie = Lie.DOWN;
    assertThatThrownBy(() -> cipher().open(sealed, CONTEXT)).isInstanceOf(Fault.Transient.class);
    assertThatThrownBy(() -> cipher().seal(new Secret("s"), CONTEXT))
        .isInstanceOf(Fault.Transient.class);
    kms.lie = Lie.NONE;
    assertThat(cipher().open(sealed, CONTEXT)).isEqualTo(new Secret("s"));
  }

  @Test
  void api_keys_lie_under_a_key_of_their_own() {
    var apiKeys = new Context("acme", "api_key");
    var sealed = cipher().seal(new Secret("s"), apiKeys);
    var swapped =
        new KmsFactory()
            .cipher(client, new KmsConfig(KEYS.gcpKmsApiKeyName(), KEYS.gcpKmsKeyName()));
    assertThatThrownBy(() -> swapped.open(sealed, apiKeys)).isInstanceOf(Fault.Permanent.class);
    assertThatThrownBy(() -> new KmsConfig(KEYS.gcpKmsKeyName(), KEYS.gcpKmsKeyName()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
