package convergence.google.emulator;

import com.google.cloud.kms.v1.DecryptRequest;
import com.google.cloud.kms.v1.DecryptResponse;
import com.google.cloud.kms.v1.EncryptRequest;
import com.google.cloud.kms.v1.EncryptResponse;
import com.google.protobuf.ByteString;
import com.google.protobuf.Int64Value;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.zip.CRC32C;

/// Cloud KMS's `Encrypt` and `Decrypt` over gRPC, on loopback only: real keys, associated data bound, checksums checked
/// as the service does. For emulators and tests, since Google has no emulator of KMS; it asks nobody who he is.
public final class KmsServer implements AutoCloseable {
  private static final String SERVICE = "google.cloud.kms.v1.KeyManagementService";
  private final KmsKeys keys;
  private final Server server;

  /// @param port 0: any free one
  /// @param folder where the keys lie
  /// @param between stand between the caller and the answers, e.g. a test's that damages them
  public KmsServer(int port, Path folder, List<ServerInterceptor> between)
      throws IOException, GeneralSecurityException {
    keys = new KmsKeys(folder);
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .addService(
                ServerInterceptors.intercept(
                    ServerServiceDefinition.builder(SERVICE)
                        .addMethod(
                            method(
                                "Encrypt",
                                EncryptRequest.getDefaultInstance(),
                                EncryptResponse.getDefaultInstance()),
                            ServerCalls.asyncUnaryCall(this::encrypt))
                        .addMethod(
                            method(
                                "Decrypt",
                                DecryptRequest.getDefaultInstance(),
                                DecryptResponse.getDefaultInstance()),
                            ServerCalls.asyncUnaryCall(this::decrypt))
                        .build(),
                    between))
            .build()
            .start();
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

  /// `host:port`, as `KMS_EMULATOR_HOST` names it.
  public String address() {
    return "127.0.0.1:" + server.getPort();
  }

  private void encrypt(EncryptRequest request, StreamObserver<EncryptResponse> out) {
    answer(
        out,
        () -> {
          var plain = request.getPlaintext().toByteArray();
          var context = request.getAdditionalAuthenticatedData().toByteArray();
          check(request.getPlaintextCrc32C(), plain);
          check(request.getAdditionalAuthenticatedDataCrc32C(), context);
          var sealed = keys.named(request.getName()).encrypt(plain, context);
          return EncryptResponse.newBuilder()
              .setName(request.getName() + "/cryptoKeyVersions/1")
              .setCiphertext(ByteString.copyFrom(sealed))
              .setCiphertextCrc32C(checksum(sealed))
              .setVerifiedPlaintextCrc32C(true)
              .setVerifiedAdditionalAuthenticatedDataCrc32C(true)
              .build();
        });
  }

  private void decrypt(DecryptRequest request, StreamObserver<DecryptResponse> out) {
    answer(
        out,
        () -> {
          var sealed = request.getCiphertext().toByteArray();
          var context = request.getAdditionalAuthenticatedData().toByteArray();
          check(request.getCiphertextCrc32C(), sealed);
          check(request.getAdditionalAuthenticatedDataCrc32C(), context);
          var plain = keys.named(request.getName()).decrypt(sealed, context);
          return DecryptResponse.newBuilder()
              .setPlaintext(ByteString.copyFrom(plain))
              .setPlaintextCrc32C(checksum(plain))
              .setUsedPrimary(true)
              .build();
        });
  }

  private interface Work<T> {
    T answer() throws GeneralSecurityException;
  }

  private <T> void answer(StreamObserver<T> out, Work<T> work) {
    try {
      out.onNext(work.answer());
      out.onCompleted();
    } catch (GeneralSecurityException e) {
      out.onError(Status.INVALID_ARGUMENT.withDescription("Decryption failed").asException());
    }
  }

  private static void check(Int64Value sum, byte[] bytes) throws GeneralSecurityException {
    if (!sum.equals(checksum(bytes))) throw new GeneralSecurityException("checksum");
  }

  private static Int64Value checksum(byte[] bytes) {
    var crc = new CRC32C();
    crc.update(bytes);
    return Int64Value.of(crc.getValue());
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
