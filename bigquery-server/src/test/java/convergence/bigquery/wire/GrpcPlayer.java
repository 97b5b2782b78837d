package convergence.bigquery.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.bigquery.storage.v1.BigQueryReadGrpc;
import com.google.cloud.bigquery.storage.v1.BigQueryWriteGrpc;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import convergence.port.Json;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Plays sequences of Storage API calls.
final class GrpcPlayer implements AutoCloseable {
  private static final List<ServiceDescriptor> SERVICES =
      List.of(BigQueryReadGrpc.getServiceDescriptor(), BigQueryWriteGrpc.getServiceDescriptor());
  private final ManagedChannel channel;

  GrpcPlayer(int port) {
    channel = ManagedChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  /// @return what differs from the recording
  List<String> play(Fixture fixture) throws IOException, InterruptedException {
    var calls = fixture.json("request.json").orElseThrow().path("calls");
    var differences = new ArrayList<String>();
    for (int i = 0; i < calls.size(); i++) {
      var call = Fixture.tree(fixture.filled(calls.get(i).toString()));
      var answer = call(call);
      var expected = fixture.json("expected_response.json").orElseThrow().path("calls").get(i);
      for (var capture : call.path("capture").properties())
        fixture.capture(capture.getKey(), captured(answer, capture.getValue().asText()));
      var wanted = (ObjectNode) expected.deepCopy();
      wanted.remove(List.of("method"));
      int at = i;
      Expectation.differences(wanted, answer)
          .forEach(text -> differences.add("call " + at + " " + text));
    }
    return differences;
  }

  private static String captured(JsonNode answer, String from) {
    JsonNode at =
        answer.has("response") ? answer.path("response") : answer.path("responses").path(0);
    for (String part : from.split("\\."))
      at = part.matches("\\d+") ? at.path(Integer.parseInt(part)) : at.path(part);
    return at.asText();
  }

  private JsonNode call(JsonNode call) throws IOException, InterruptedException {
    var method = method(call.path("method").asText());
    var answer = Json.mapper().createObjectNode();
    try {
      if (method.getType() == MethodDescriptor.MethodType.UNARY)
        answer.set(
            "response",
            json(
                (Message)
                    ClientCalls.blockingUnaryCall(
                        channel,
                        method,
                        CallOptions.DEFAULT,
                        request(method, call.path("request")))));
      else if (method.getType() == MethodDescriptor.MethodType.SERVER_STREAMING) {
        ArrayNode all = answer.putArray("responses");
        ClientCalls.blockingServerStreamingCall(
                channel, method, CallOptions.DEFAULT, request(method, call.path("request")))
            .forEachRemaining(message -> all.add(json((Message) message)));
      } else both(method, call.path("requests"), answer);
      answer.put("status", "OK");
    } catch (StatusRuntimeException e) {
      answer.put("status", e.getStatus().getCode().name());
      answer.put("error_message", String.valueOf(e.getStatus().getDescription()));
    }
    return answer;
  }

  private void both(MethodDescriptor<Object, Object> method, JsonNode requests, ObjectNode answer)
      throws IOException, InterruptedException {
    ArrayNode all = answer.putArray("responses");
    var ended = new CountDownLatch(1);
    var failure = new ArrayList<Throwable>();
    StreamObserver<Object> out =
        ClientCalls.asyncBidiStreamingCall(
            channel.newCall(method, CallOptions.DEFAULT),
            new StreamObserver<Object>() {
              @Override
              public void onNext(Object message) {
                all.add(json((Message) message));
              }

              @Override
              public void onError(Throwable problem) {
                failure.add(problem);
                ended.countDown();
              }

              @Override
              public void onCompleted() {
                ended.countDown();
              }
            });
    for (var request : requests) out.onNext(request(method, request));
    out.onCompleted();
    if (!ended.await(30, TimeUnit.SECONDS)) throw new IOException("no end");
    if (!failure.isEmpty() && failure.getFirst() instanceof StatusRuntimeException e) throw e;
  }

  @SuppressWarnings("unchecked")
  private static MethodDescriptor<Object, Object> method(String name) {
    for (var service : SERVICES)
      for (var method : service.getMethods())
        if ((service.getName().replaceFirst(".*\\.", "") + "." + method.getBareMethodName())
            .equals(name)) return (MethodDescriptor<Object, Object>) method;
    throw new IllegalArgumentException(name);
  }

  private static Object request(MethodDescriptor<Object, Object> method, JsonNode json)
      throws IOException {
    var descriptor =
        ((ProtoMethodDescriptorSupplier) method.getSchemaDescriptor())
            .getMethodDescriptor()
            .getInputType();
    var builder = DynamicMessage.newBuilder(descriptor);
    JsonFormat.parser().merge(json.toString().replace("\"type_\"", "\"type\""), builder);
    return method.parseRequest(builder.build().toByteString().newInput());
  }

  private static JsonNode json(Message message) {
    try {
      return Fixture.tree(
          JsonFormat.printer()
              .preservingProtoFieldNames()
              .alwaysPrintFieldsWithNoPresence()
              .print(message));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
