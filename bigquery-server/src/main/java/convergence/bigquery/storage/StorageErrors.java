package convergence.bigquery.storage;

import com.google.cloud.bigquery.storage.v1.StorageError;
import com.google.cloud.bigquery.storage.v1.StorageError.StorageErrorCode;
import com.google.protobuf.Any;
import com.google.rpc.Status;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;

/// Errors of write streams, with the detail by which clients tell them apart.
final class StorageErrors {
  /// One of them.
  record Problem(io.grpc.Status.Code code, StorageErrorCode detail, String entity, String message) {
    Status status() {
      return Status.newBuilder()
          .setCode(code.value())
          .setMessage(message + " Entity: " + entity)
          .addDetails(Any.pack(error()))
          .build();
    }

    StorageError error() {
      return StorageError.newBuilder()
          .setCode(detail)
          .setEntity(entity)
          .setErrorMessage(message)
          .build();
    }

    StatusRuntimeException exception() {
      var trailers = new Metadata();
      trailers.put(
          Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER),
          status().toByteArray());
      return io.grpc.Status.fromCode(code)
          .withDescription(message + " Entity: " + entity)
          .asRuntimeException(trailers);
    }
  }

  // Google's client reads both numbers out of the next two messages; the last must end them.
  private StorageErrors() {}

  static Problem exists(String stream, long offset, long length) {
    return new Problem(
        io.grpc.Status.Code.ALREADY_EXISTS,
        StorageErrorCode.OFFSET_ALREADY_EXISTS,
        stream,
        "The offset is within stream, expected offset " + length + ", received " + offset);
  }

  static Problem beyond(String stream, long offset, long length) {
    return new Problem(
        io.grpc.Status.Code.OUT_OF_RANGE,
        StorageErrorCode.OFFSET_OUT_OF_RANGE,
        stream,
        "The offset is beyond stream, expected offset " + length + ", received " + offset);
  }

  static Problem finalized(String stream) {
    return new Problem(
        io.grpc.Status.Code.FAILED_PRECONDITION,
        StorageErrorCode.STREAM_FINALIZED,
        stream,
        "Stream has been finalized and cannot be appended.");
  }

  static Problem unknown(String stream) {
    return new Problem(
        io.grpc.Status.Code.INVALID_ARGUMENT,
        StorageErrorCode.STREAM_NOT_FOUND,
        stream,
        "Invalid stream name.");
  }

  static Problem notFinalized(String stream) {
    return new Problem(
        io.grpc.Status.Code.FAILED_PRECONDITION,
        StorageErrorCode.INVALID_STREAM_STATE,
        stream,
        "Stream is not finalized.");
  }

  static Problem committed(String stream) {
    return new Problem(
        io.grpc.Status.Code.FAILED_PRECONDITION,
        StorageErrorCode.STREAM_ALREADY_COMMITTED,
        stream,
        "Stream is already committed.");
  }

  static Problem wrongType(String stream, String wanted) {
    return new Problem(
        io.grpc.Status.Code.INVALID_ARGUMENT,
        StorageErrorCode.INVALID_STREAM_TYPE,
        stream,
        "Stream is not of type " + wanted + ".");
  }
}
