package convergence.port;

/// Authenticated encryption bound to a tenant and a purpose: what was sealed for one opens for no other.
public interface Cipher {
  byte[] seal(Secret plain, Context context);

  /// @throws convergence.problem.Fault.Permanent code `cannot_open`: another context, another key, or damaged
  Secret open(byte[] sealed, Context context);

  /// What the seal is bound to (the AAD).
  ///
  /// @param purpose `api_key`, `credential`, `webhook`
  record Context(String tenant, String purpose) {}
}
