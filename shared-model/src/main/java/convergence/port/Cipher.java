package convergence.port;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Authenticated encryption bound to a tenant and a purpose: what was sealed for one opens for no other.
public interface Cipher {
  byte[] seal(Secret plain, Context context);

  /// @throws convergence.problem.Fault.Permanent code `cannot_open`: another context, another key, or damaged
  Secret open(byte[] sealed, Context context);

  /// The same secret under the key that seals now; the same bytes when it lies under that already.
  default byte[] rewrap(byte[] sealed, Context context) {
    return seal(open(sealed, context), context);
  }

  /// Seals under a fresh key from now on; what was sealed before still opens.
  ///
  /// @return false: a key service does that by itself
  default boolean rotate() {
    return false;
  }

  /// What the seal is bound to (the AAD).
  ///
  /// @param purpose `api_key`, `credential/{id}`, `webhook/{id}`
  record Context(String tenant, String purpose) {
    /// Each part after its length: no two contexts give the same bytes.
    public byte[] bytes() {
      var tenantBytes = tenant.getBytes(StandardCharsets.UTF_8);
      var purposeBytes = purpose.getBytes(StandardCharsets.UTF_8);
      return ByteBuffer.allocate(8 + tenantBytes.length + purposeBytes.length)
          .putInt(tenantBytes.length)
          .put(tenantBytes)
          .putInt(purposeBytes.length)
          .put(purposeBytes)
          .array();
    }
  }
}
