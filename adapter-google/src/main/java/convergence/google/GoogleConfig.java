package convergence.google;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where Google's services are: a project and, for tests and laptops, the addresses of emulators. With one
/// emulator all must be emulators, and no real credentials may lie beside them: a client whose emulator was
/// forgotten dials production without a word.
///
/// @param projectId the project of every resource
/// @param location of BigQuery jobs and datasets, e.g. `US`
/// @param prefix of topics, subscriptions and the Firestore database's collections; empty in production
/// @param credentialsFile `GOOGLE_APPLICATION_CREDENTIALS`; null: application-default credentials
/// @param pubsubEmulator `host:port`; null: the service
/// @param firestoreEmulator `host:port`; null: the service
/// @param bigqueryEmulator `http://host:port`; null: the service
/// @param bigqueryStorageEmulator `host:port` of the Storage API; null: the service
/// @param kmsEmulator `host:port`; null: the service
@ConfigurationProperties("convergence.google")
public record GoogleConfig(
    String projectId,
    @Bindable(defaultValue = "US") String location,
    @Bindable(defaultValue = "") String prefix,
    @Nullable String credentialsFile,
    @Nullable String pubsubEmulator,
    @Nullable String firestoreEmulator,
    @Nullable String bigqueryEmulator,
    @Nullable String bigqueryStorageEmulator,
    @Nullable String kmsEmulator) {
  public GoogleConfig {
    if (projectId.isBlank())
      throw new IllegalArgumentException(
          "GCP_PROJECT_ID names no project: set it to the project that holds the topics and tables.");
    credentialsFile = orNull(credentialsFile);
    pubsubEmulator = orNull(pubsubEmulator);
    firestoreEmulator = orNull(firestoreEmulator);
    bigqueryEmulator = orNull(bigqueryEmulator);
    bigqueryStorageEmulator = orNull(bigqueryStorageEmulator);
    kmsEmulator = orNull(kmsEmulator);
    var missing = new ArrayList<String>();
    if (pubsubEmulator == null) missing.add("PUBSUB_EMULATOR_HOST");
    if (firestoreEmulator == null) missing.add("FIRESTORE_EMULATOR_HOST");
    if (bigqueryEmulator == null) missing.add("BIGQUERY_EMULATOR_HOST");
    if (bigqueryStorageEmulator == null) missing.add("BIGQUERY_STORAGE_EMULATOR_HOST");
    if (kmsEmulator == null) missing.add("KMS_EMULATOR_HOST");
    if (!missing.isEmpty() && missing.size() < 5)
      throw new IllegalArgumentException(
          "Some of Google's services are emulators and some are not: set "
              + String.join(", ", missing)
              + " as well, or none of the five.");
    if (missing.isEmpty() && credentialsFile != null)
      throw new IllegalArgumentException(
          "GOOGLE_APPLICATION_CREDENTIALS is set beside emulators: unset it, or the *_EMULATOR_HOST variables.");
  }

  /// Whether this process speaks to emulators only.
  public boolean emulated() {
    return pubsubEmulator != null;
  }

  private static @Nullable String orNull(@Nullable String value) {
    return value == null || value.isBlank() ? null : value;
  }

  /// Everything on emulators of this machine, e.g. for tests.
  public static GoogleConfig emulators(String projectId, List<String> hosts) {
    return new GoogleConfig(
        projectId,
        "US",
        "",
        null,
        hosts.get(0),
        hosts.get(1),
        hosts.get(2),
        hosts.get(3),
        hosts.get(4));
  }
}
