package convergence.google.monitoring;

import com.google.api.MetricDescriptor;
import com.google.monitoring.v3.CreateMetricDescriptorRequest;
import com.google.monitoring.v3.CreateTimeSeriesRequest;
import com.google.monitoring.v3.ListMetricDescriptorsRequest;
import com.google.monitoring.v3.ListMetricDescriptorsResponse;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Cloud Monitoring's writing half over gRPC, on loopback: keeps what it was sent.
final class MetricServer implements AutoCloseable {
  private static final String SERVICE = "google.monitoring.v3.MetricService";
  private final BlockingQueue<CreateTimeSeriesRequest> written = new LinkedBlockingQueue<>();
  private final Queue<MetricDescriptor> descriptors = new ConcurrentLinkedQueue<>();
  private final Server server;

  MetricServer() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(
                ServerServiceDefinition.builder(SERVICE)
                    .addMethod(
                        method(
                            "CreateTimeSeries",
                            CreateTimeSeriesRequest.getDefaultInstance(),
                            Empty.getDefaultInstance()),
                        answering(
                            request -> {
                              written.add(request);
                              return Empty.getDefaultInstance();
                            }))
                    .addMethod(
                        method(
                            "CreateMetricDescriptor",
                            CreateMetricDescriptorRequest.getDefaultInstance(),
                            MetricDescriptor.getDefaultInstance()),
                        answering(
                            request -> {
                              descriptors.add(request.getMetricDescriptor());
                              return request.getMetricDescriptor();
                            }))
                    .addMethod(
                        method(
                            "ListMetricDescriptors",
                            ListMetricDescriptorsRequest.getDefaultInstance(),
                            ListMetricDescriptorsResponse.getDefaultInstance()),
                        answering(
                            _ ->
                                ListMetricDescriptorsResponse.newBuilder()
                                    .addAllMetricDescriptors(descriptors)
                                    .build()))
                    .build())
            .build()
            .start();
  }

  private static <Q, A> ServerCallHandler<Q, A> answering(Function<Q, A> answer) {
    return ServerCalls.asyncUnaryCall(
        (request, out) -> {
          out.onNext(answer.apply(request));
          out.onCompleted();
        });
  }

  private static <Q extends Message, A extends Message> MethodDescriptor<Q, A> method(
      String name, Q request, A answer) {
    return MethodDescriptor.<Q, A>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
        .setRequestMarshaller(ProtoUtils.marshaller(request))
        .setResponseMarshaller(ProtoUtils.marshaller(answer))
        .build();
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  /// The next write, waited for.
  CreateTimeSeriesRequest next() throws InterruptedException {
    var request = written.poll(2, TimeUnit.MINUTES);
    if (request == null) throw new AssertionError("nothing was written");
    return request;
  }

  /// How many writes nobody took.
  int left() {
    return written.size();
  }

  List<MetricDescriptor> descriptors() {
    return List.copyOf(descriptors);
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
