package convergence.google.kms;

import com.google.cloud.kms.v1.DecryptRequest;
import com.google.cloud.kms.v1.EncryptRequest;
import com.google.cloud.kms.v1.KeyManagementServiceClient;
import com.google.crypto.tink.Aead;
import com.google.protobuf.ByteString;
import com.google.protobuf.Int64Value;
import java.security.GeneralSecurityException;
import java.util.zip.CRC32C;

/// A key of Cloud KMS as Tink's AEAD. Both ways the checksums of text and associated data travel along and are
/// compared, as Google advises: what was damaged on the way is not taken for sealed.
final class KmsAead implements Aead {
  private final KeyManagementServiceClient kms;
  private final String key;

  KmsAead(KeyManagementServiceClient kms, String key) {
    this.kms = kms;
    this.key = key;
  }

  @Override
  public byte[] encrypt(byte[] plaintext, byte[] associatedData) throws GeneralSecurityException {
    var answer =
        kms.encrypt(
            EncryptRequest.newBuilder()
                .setName(key)
                .setPlaintext(ByteString.copyFrom(plaintext))
                .setPlaintextCrc32C(checksum(plaintext))
                .setAdditionalAuthenticatedData(ByteString.copyFrom(associatedData))
                .setAdditionalAuthenticatedDataCrc32C(checksum(associatedData))
                .build());
    if (!answer.getVerifiedPlaintextCrc32C()
        || !answer.getVerifiedAdditionalAuthenticatedDataCrc32C())
      throw new GeneralSecurityException("KMS did not get what was sent");
    var sealed = answer.getCiphertext().toByteArray();
    if (!answer.getCiphertextCrc32C().equals(checksum(sealed)))
      throw new GeneralSecurityException("KMS's answer was damaged on its way");
    return sealed;
  }

  @Override
  public byte[] decrypt(byte[] ciphertext, byte[] associatedData) throws GeneralSecurityException {
    var answer =
        kms.decrypt(
            DecryptRequest.newBuilder()
                .setName(key)
                .setCiphertext(ByteString.copyFrom(ciphertext))
                .setCiphertextCrc32C(checksum(ciphertext))
                .setAdditionalAuthenticatedData(ByteString.copyFrom(associatedData))
                .setAdditionalAuthenticatedDataCrc32C(checksum(associatedData))
                .build());
    var plain = answer.getPlaintext().toByteArray();
    if (!answer.getPlaintextCrc32C().equals(checksum(plain)))
      throw new GeneralSecurityException("KMS's answer was damaged on its way");
    return plain;
  }

  static Int64Value checksum(byte[] bytes) {
    var crc = new CRC32C();
    crc.update(bytes);
    return Int64Value.of(crc.getValue());
  }
}
