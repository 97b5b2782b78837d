package convergence.google.firestore;

import com.google.cloud.firestore.Firestore;
import com.google.cloud.firestore.FirestoreOpenTelemetryOptions;
import com.google.cloud.firestore.FirestoreOptions;
import convergence.google.GoogleConfig;
import convergence.port.Ids;
import convergence.port.Index;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.opentelemetry.api.OpenTelemetry;
import jakarta.inject.Singleton;
import java.util.List;

/// Opens the one Firestore client of the process.
@Factory
public final class FirestoreFactory {
  @Singleton
  @Bean(preDestroy = "close")
  public Firestore firestore(GoogleConfig config) {
    // The client would look for a tracer of the whole process; its spans are not ours to vouch for.
    var untraced =
        FirestoreOpenTelemetryOptions.newBuilder().setOpenTelemetry(OpenTelemetry.noop()).build();
    var options =
        FirestoreOptions.newBuilder()
            .setProjectId(config.gcpProjectId())
            .setOpenTelemetryOptions(untraced);
    // With credentials of any kind beside it the client ignores the emulator and dials the service.
    if (config.firestoreEmulatorHost() != null)
      options.setEmulatorHost(config.firestoreEmulatorHost());
    return options.build().getService();
  }

  @Singleton
  @Bean(typed = {FirestoreStore.class, convergence.port.DocumentStore.class})
  FirestoreStore store(Firestore firestore, GoogleConfig config, List<Index> indexes, Ids ids) {
    return new FirestoreStore(firestore, config.prefix(), indexes, ids);
  }
}
