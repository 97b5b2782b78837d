package convergence.google.kms;

import com.google.cloud.kms.v1.DecryptRequest;
import com.google.cloud.kms.v1.DecryptResponse;
import com.google.cloud.kms.v1.EncryptRequest;
import com.google.cloud.kms.v1.EncryptResponse;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.protobuf.ByteString;
import com.google.protobuf.Int64Value;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Cloud KMS over gRPC on a port of this machine: real keys, checksums checked as the service does, and it can lie.
/// The service's generated stubs are not published to where this is built; its methods are named here instead.
final class FakeKms implements AutoCloseable {
  private static final String SERVICE = "google.cloud.kms.v1.KeyManagementService";
  private final Map<String, Aead> keys = new ConcurrentHashMap<>();
  private final Server server;
  volatile Lie lie = Lie.NONE;

  /// What it does wrong.
  enum Lie {
    NONE,
    CIPHERTEXT_DAMAGED,
    PLAINTEXT_DAMAGED,
    CHECKSUM_NOT_VERIFIED,
    DOWN
  }

  FakeKms() throws IOException, GeneralSecurityException {
    AeadConfig.register();
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(
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
                    .build())
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

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  private Aead key(String name) {
    return keys.computeIfAbsent(
        name,
        _ -> {
          try {
            return KeysetHandle.generateNew(
                    PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get())
                .getPrimitive(RegistryConfiguration.get(), Aead.class);
          } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private void encrypt(EncryptRequest request, StreamObserver<EncryptResponse> out) {
    answer(
        out,
        () -> {
          var plain = request.getPlaintext().toByteArray();
          var context = request.getAdditionalAuthenticatedData().toByteArray();
          check(request.getPlaintextCrc32C(), plain);
          check(request.getAdditionalAuthenticatedDataCrc32C(), context);
          var sealed = key(request.getName()).encrypt(plain, context);
          boolean verified = lie != Lie.CHECKSUM_NOT_VERIFIED;
          return EncryptResponse.newBuilder()
              .setName(request.getName() + "/cryptoKeyVersions/1")
              .setCiphertext(sent(sealed, Lie.CIPHERTEXT_DAMAGED))
              .setCiphertextCrc32C(KmsAead.checksum(sealed))
              .setVerifiedPlaintextCrc32C(verified)
              .setVerifiedAdditionalAuthenticatedDataCrc32C(verified)
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
          var plain = key(request.getName()).decrypt(sealed, context);
          return DecryptResponse.newBuilder()
              .setPlaintext(sent(plain, Lie.PLAINTEXT_DAMAGED))
              .setPlaintextCrc32C(KmsAead.checksum(plain))
              .setUsedPrimary(true)
              .build();
        });
  }

  private interface Work<T> {
    T answer() throws GeneralSecurityException;
  }

  private <T> void answer(StreamObserver<T> out, Work<T> work) {
    if (lie == Lie.DOWN) {
      out.onError(Status.PERMISSION_DENIED.asRuntimeException());
      return;
    }
    try {
      out.onNext(work.answer());
      out.onCompleted();
    } catch (GeneralSecurityException e) {
      out.onError(Status.INVALID_ARGUMENT.withDescription("Decryption failed").asException());
    }
  }

  private ByteString sent(byte[] bytes, Lie damages) {
    var sent = bytes.clone();
    if (lie == damages) sent[0] ^= 1;
    return ByteString.copyFrom(sent);
  }

  private static void check(Int64Value sum, byte[] bytes) throws GeneralSecurityException {
    if (!sum.equals(KmsAead.checksum(bytes))) throw new GeneralSecurityException("checksum");
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
