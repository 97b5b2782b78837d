package convergence.google.kms;

import com.google.cloud.kms.v1.DecryptResponse;
import com.google.cloud.kms.v1.EncryptResponse;
import com.google.protobuf.ByteString;
import convergence.google.emulator.KmsServer;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.util.List;

/// The local KMS with somebody in the line who can lie.
final class FakeKms implements AutoCloseable {
  private final KmsServer server;
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
    server = new KmsServer(0, Files.createTempDirectory("kms"), List.of(new Liar()));
  }

  String address() {
    return server.address();
  }

  private final class Liar implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      if (lie == Lie.DOWN) {
        call.close(Status.PERMISSION_DENIED, new Metadata());
        return new ServerCall.Listener<>() {};
      }
      return next.startCall(
          new SimpleForwardingServerCall<>(call) {
            @Override
            @SuppressWarnings("unchecked") // an answer stays of its type
            public void sendMessage(A answer) {
              super.sendMessage((A) told(answer));
            }
          },
          headers);
    }
  }

  private Object told(Object answer) {
    return switch (answer) {
      case EncryptResponse sealed when lie == Lie.CIPHERTEXT_DAMAGED ->
          sealed.toBuilder().setCiphertext(damaged(sealed.getCiphertext())).build();
      case EncryptResponse sealed when lie == Lie.CHECKSUM_NOT_VERIFIED ->
          sealed.toBuilder()
              .setVerifiedPlaintextCrc32C(false)
              .setVerifiedAdditionalAuthenticatedDataCrc32C(false)
              .build();
      case DecryptResponse opened when lie == Lie.PLAINTEXT_DAMAGED ->
          opened.toBuilder().setPlaintext(damaged(opened.getPlaintext())).build();
      default -> answer;
    };
  }

  private static ByteString damaged(ByteString bytes) {
    var sent = bytes.toByteArray();
    sent[0] ^= 1;
    return ByteString.copyFrom(sent);
  }

  @Override
  public void close() {
    server.close();
  }
}
