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
/// @param gcpProjectId the project of every resource
/// @param bigqueryLocation of BigQuery jobs and datasets, e.g. `US`
/// @param prefix of topics, subscriptions and the Firestore database's collections; empty in production
/// @param googleApplicationCredentials `GOOGLE_APPLICATION_CREDENTIALS`; null: application-default credentials
/// @param pubsubEmulatorHost `host:port`; null: the service
/// @param firestoreEmulatorHost `host:port`; null: the service
/// @param bigqueryEmulatorHost `http://host:port`; null: the service
/// @param bigqueryStorageEmulatorHost `host:port` of the Storage API; null: the service
/// @param kmsEmulatorHost `host:port`; null: the service
/// @param storageEmulatorHost `http://host:port` of Cloud Storage's; null: the service
@ConfigurationProperties("convergence.google")
public record GoogleConfig(
    String gcpProjectId,
    @Bindable(defaultValue = "US") String bigqueryLocation,
    @Bindable(defaultValue = "") String prefix,
    @Nullable String googleApplicationCredentials,
    @Nullable String pubsubEmulatorHost,
    @Nullable String firestoreEmulatorHost,
    @Nullable String bigqueryEmulatorHost,
    @Nullable String bigqueryStorageEmulatorHost,
    @Nullable String kmsEmulatorHost,
    @Nullable String storageEmulatorHost) {
  public GoogleConfig {
    if (gcpProjectId.isBlank())
      throw new IllegalArgumentException(
          "GCP_PROJECT_ID names no project: set it to the project that holds the topics and tables.");
    googleApplicationCredentials = orNull(googleApplicationCredentials);
    pubsubEmulatorHost = orNull(pubsubEmulatorHost);
    firestoreEmulatorHost = orNull(firestoreEmulatorHost);
    bigqueryEmulatorHost = orNull(bigqueryEmulatorHost);
    bigqueryStorageEmulatorHost = orNull(bigqueryStorageEmulatorHost);
    kmsEmulatorHost = orNull(kmsEmulatorHost);
    storageEmulatorHost = orNull(storageEmulatorHost);
    var missing = new ArrayList<String>();
    if (pubsubEmulatorHost == null) missing.add("PUBSUB_EMULATOR_HOST");
    if (firestoreEmulatorHost == null) missing.add("FIRESTORE_EMULATOR_HOST");
    if (bigqueryEmulatorHost == null) missing.add("BIGQUERY_EMULATOR_HOST");
    if (bigqueryStorageEmulatorHost == null) missing.add("BIGQUERY_STORAGE_EMULATOR_HOST");
    if (kmsEmulatorHost == null) missing.add("KMS_EMULATOR_HOST");
    if (storageEmulatorHost == null) missing.add("STORAGE_EMULATOR_HOST");
    if (!missing.isEmpty() && missing.size() < 6)
      throw new IllegalArgumentException(
          "Some of Google's services are emulators and some are not: set "
              + String.join(", ", missing)
              + " as well, or none of the six.");
    if (missing.isEmpty() && googleApplicationCredentials != null)
      throw new IllegalArgumentException(
          "GOOGLE_APPLICATION_CREDENTIALS is set beside emulators: unset it, or the *_EMULATOR_HOST variables.");
  }

  /// Whether this process speaks to emulators only.
  public boolean emulated() {
    return pubsubEmulatorHost != null;
  }

  private static @Nullable String orNull(@Nullable String value) {
    return value == null || value.isBlank() ? null : value;
  }

  /// Everything on emulators of this machine, e.g. for tests.
  ///
  /// @param hosts in the order of the components; the last may be left out where nothing reads from buckets
  public static GoogleConfig emulators(String gcpProjectId, List<String> hosts) {
    return new GoogleConfig(
        gcpProjectId,
        "US",
        "",
        null,
        hosts.get(0),
        hosts.get(1),
        hosts.get(2),
        hosts.get(3),
        hosts.get(4),
        hosts.size() > 5 ? hosts.get(5) : "-");
  }
}
