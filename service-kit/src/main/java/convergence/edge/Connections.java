package convergence.edge;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer.ChannelRole;
import io.netty.channel.Channel;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts the server's connections, closes those beyond the limit, and gives each its [Patience].
@Singleton
final class Connections implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
  private final ConnectionConfig config;
  private final BeanProvider<TooSlow> tooSlow;
  private final AtomicInteger open = new AtomicInteger();

  /// @param tooSlow asked for at the first connection: a listener is made before the beans that it does not need
  Connections(ConnectionConfig config, BeanProvider<TooSlow> tooSlow, MeterRegistry meters) {
    this.tooSlow = tooSlow;
    this.config = config;
    meters.gauge("convergence.connections.open", open);
  }

  @Override
  public NettyServerCustomizer.Registry onCreated(
      BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
    event.getBean().register(new Watch(null));
    return event.getBean();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // addListener returns the future that was asked
  private void opened(Channel connection) {
    int now = open.incrementAndGet();
    connection.closeFuture().addListener(_ -> open.decrementAndGet());
    if (now > config.most()) connection.close();
  }

  /// Of one connection; of none yet: null.
  private final class Watch implements NettyServerCustomizer {
    private final @org.jspecify.annotations.Nullable Channel connection;

    Watch(@org.jspecify.annotations.Nullable Channel connection) {
      this.connection = connection;
    }

    @Override
    public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
      if (role != ChannelRole.CONNECTION) return this;
      opened(channel);
      return new Watch(channel);
    }

    @Override
    public void onStreamPipelineBuilt() {
      if (connection == null) return;
      var pipeline = connection.pipeline();
      var codec = ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC;
      if (pipeline.get(codec) != null && pipeline.get(Patience.class) == null)
        pipeline.addAfter(codec, "patience", new Patience(config, tooSlow.get()));
    }
  }
}
