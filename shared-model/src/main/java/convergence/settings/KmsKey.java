package convergence.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The Cloud KMS key that seals secrets, by its full resource name.
public record KmsKey(String name) {
  static final String SHAPE = "projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+";
  private static final List<String> PARTS =
      List.of("KMS_PROJECT_ID", "KMS_LOCATION", "KMS_KEYRING", "KMS_KEY");

  /// The full name wins; parts count only all together.
  ///
  /// @param variable a variable's value; null: not set
  /// @throws IllegalArgumentException some parts but not all, or a full name and parts that differ
  static Optional<KmsKey> of(Function<String, @Nullable String> variable) {
    var full = variable.apply("GCP_KMS_KEY_NAME");
    var missing = new ArrayList<String>();
    var parts = new ArrayList<String>();
    for (var name : PARTS) {
      var value = variable.apply(name);
      if (value == null) missing.add(name);
      else parts.add(value);
    }
    if (parts.isEmpty()) return Optional.ofNullable(full).map(KmsKey::new);
    if (!missing.isEmpty())
      throw new IllegalArgumentException(
          String.join(", ", missing)
              + (missing.size() == 1 ? " is" : " are")
              + " not set, but other parts of the KMS key are: set all four, or GCP_KMS_KEY_NAME alone");
    var joined =
        "projects/%s/locations/%s/keyRings/%s/cryptoKeys/%s"
            .formatted(parts.get(0), parts.get(1), parts.get(2), parts.get(3));
    if (full != null && !full.equals(joined))
      throw new IllegalArgumentException(
          "GCP_KMS_KEY_NAME and the four KMS_ variables name different keys; unset one or the other");
    return Optional.of(new KmsKey(joined));
  }
}
