package convergence.google.pubsub;

import com.google.api.gax.core.CredentialsProvider;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.api.gax.rpc.TransportChannelProvider;
import com.google.cloud.pubsub.v1.SubscriptionAdminSettings;
import com.google.cloud.pubsub.v1.TopicAdminSettings;
import convergence.google.GoogleConfig;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How clients reach Pub/Sub: the service with application-default credentials, or one plain channel to the emulator
/// without any.
public final class Connection implements AutoCloseable {
  // Null: the service, by each client's own channel.
  private final @Nullable ManagedChannel emulator;

  public Connection(GoogleConfig config) {
    var address = config.pubsubEmulatorHost();
    emulator =
        address == null ? null : ManagedChannelBuilder.forTarget(address).usePlaintext().build();
  }

  /// Empty: the client's own default.
  Optional<TransportChannelProvider> channel() {
    return Optional.ofNullable(emulator)
        .map(open -> FixedTransportChannelProvider.create(GrpcTransportChannel.create(open)));
  }

  /// Empty: the client's own default.
  Optional<CredentialsProvider> credentials() {
    return Optional.ofNullable(emulator).map(_ -> NoCredentialsProvider.create());
  }

  TopicAdminSettings topicAdmin() {
    var settings = TopicAdminSettings.newBuilder();
    channel().ifPresent(settings::setTransportChannelProvider);
    credentials().ifPresent(settings::setCredentialsProvider);
    return built(settings::build);
  }

  SubscriptionAdminSettings subscriptionAdmin() {
    var settings = SubscriptionAdminSettings.newBuilder();
    channel().ifPresent(settings::setTransportChannelProvider);
    credentials().ifPresent(settings::setCredentialsProvider);
    return built(settings::build);
  }

  interface Building<T> {
    T build() throws IOException;
  }

  static <T> T built(Building<T> building) {
    try {
      return building.build();
    } catch (IOException e) {
      throw new UncheckedIOException("Pub/Sub's client cannot be made", e);
    }
  }

  @Override
  public void close() {
    if (emulator != null) emulator.shutdownNow();
  }
}
