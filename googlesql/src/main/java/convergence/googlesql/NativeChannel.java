package convergence.googlesql;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.google.zetasql.ClientChannelProvider;
import com.google.zetasql.io.grpc.CallOptions;
import com.google.zetasql.io.grpc.Channel;
import com.google.zetasql.io.grpc.ClientCall;
import com.google.zetasql.io.grpc.ClientInterceptor;
import com.google.zetasql.io.grpc.ClientInterceptors;
import com.google.zetasql.io.grpc.LoadBalancerRegistry;
import com.google.zetasql.io.grpc.ManagedChannel;
import com.google.zetasql.io.grpc.MethodDescriptor;
import com.google.zetasql.io.grpc.NameResolverRegistry;
import com.google.zetasql.io.grpc.internal.PickFirstLoadBalancerProvider;
import com.google.zetasql.io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/// The way from ZetaSQL's Java classes to its native half: a socket pair inside this process. Found by
/// ZetaSQL through the service loader. Unlike ZetaSQL's own, it unpacks the library as [NativeLibrary] says
/// and reads trees deeper than protobuf's default of 100 levels (25 `+` in a row).
public final class NativeChannel implements ClientChannelProvider {
  /// Levels of nested messages that an answer may have; one term of a `+` chain takes up to six.
  static final int MESSAGE_DEPTH = 6_000;

  private static final int MESSAGE_BYTES = 128 << 20;
  private static final InetSocketAddress NOWHERE = new InetSocketAddress(0);

  /// For the service loader.
  public NativeChannel() {}

  /// Registered by the library when it is loaded: it looks for this method in the class that the system
  /// property `zetasql.local_service.class` names.
  private static native SocketChannel getSocketChannel() throws IOException;

  /// For ZetaSQL's own classes, which keep it as long as the JVM lives.
  @Override
  public Channel newChannel() {
    return open().channel();
  }

  static Line open() {
    System.setProperty(
        "zetasql.local_service.class", NativeChannel.class.getName().replace('.', '/'));
    NativeLibrary.load();
    registerWhatShadingHid();
    var loop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("zetasql-channel", true), NioIoHandler.newFactory());
    return new Line(
        NettyChannelBuilder.forAddress(NOWHERE)
            .channelFactory(SocketPair::new)
            .eventLoopGroup(loop)
            .usePlaintext()
            .maxInboundMessageSize(MESSAGE_BYTES)
            .build(),
        loop);
  }

  /// A channel and the thread that serves it.
  record Line(ManagedChannel managed, EventLoopGroup loop) implements AutoCloseable {
    Channel channel() {
      return ClientInterceptors.intercept(managed, new DeepAnswers());
    }

    @Override
    public void close() {
      managed.shutdownNow();
      var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  /// ZetaSQL's client renames grpc's classes but not its service files, so grpc finds none of its parts and
  /// says so in a warning; the one that is needed is given by hand.
  private static void registerWhatShadingHid() {
    var noise = Logger.getLogger(NameResolverRegistry.class.getName());
    noise.setLevel(Level.SEVERE);
    var _ = NameResolverRegistry.getDefaultRegistry();
    LoadBalancerRegistry.getDefaultRegistry().register(new PickFirstLoadBalancerProvider());
    noise.setLevel(null);
  }

  private static final class DeepAnswers implements ClientInterceptor {
    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(
        MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
      return next.newCall(deep(method), options);
    }

    private static <Q, R> MethodDescriptor<Q, R> deep(MethodDescriptor<Q, R> method) {
      if (!(method.getResponseMarshaller() instanceof MethodDescriptor.PrototypeMarshaller<R> known)
          || !(known.getMessagePrototype() instanceof MessageLite prototype)) return method;
      return method.toBuilder(
              method.getRequestMarshaller(), new DeepAnswer<R>(known, prototype.getParserForType()))
          .build();
    }
  }

  /// Reads an answer of any depth, and does not ask whether each of its required fields is there: the half that
  /// wrote it is of the same release, and protobuf would look at every field of every message once more, which
  /// took a fifth of the reading.
  private record DeepAnswer<R>(
      MethodDescriptor.PrototypeMarshaller<R> known, Parser<? extends MessageLite> parser)
      implements MethodDescriptor.Marshaller<R> {
    @Override
    public InputStream stream(R answer) {
      return known.stream(answer);
    }

    @Override
    public R parse(InputStream answer) {
      try {
        var bytes = CodedInputStream.newInstance(answer.readAllBytes());
        bytes.setRecursionLimit(MESSAGE_DEPTH);
        MessageLite message = parser.parsePartialFrom(bytes);
        bytes.checkLastTagWas(0);
        return known.getMessageClass().cast(message);
      } catch (IOException e) {
        throw new UncheckedIOException("ZetaSQL's answer cannot be read", e);
      }
    }
  }

  /// One end of a socket pair whose other end ZetaSQL serves: connected from birth, but netty must be told so
  /// only when it asks to connect.
  private static final class SocketPair extends NioSocketChannel {
    private volatile boolean connected;

    SocketPair() {
      super(open());
    }

    private static SocketChannel open() {
      try {
        return getSocketChannel();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public boolean isActive() {
      return connected && super.isActive();
    }

    @Override
    public InetSocketAddress localAddress() {
      return NOWHERE;
    }

    @Override
    public InetSocketAddress remoteAddress() {
      return NOWHERE;
    }

    @Override
    protected boolean doConnect(SocketAddress remote, SocketAddress local) {
      connected = true;
      return true;
    }
  }
}
