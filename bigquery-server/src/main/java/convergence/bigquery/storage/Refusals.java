package convergence.bigquery.storage;

import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.HttpEdge;
import convergence.bigquery.job.Failures;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/// Errors as gRPC tells them.
final class Refusals {
  private Refusals() {}

  static StatusRuntimeException of(Exception problem) {
    if (problem instanceof HttpEdge.Dropped)
      return Status.UNAVAILABLE.withDescription("Connection reset by peer").asRuntimeException();
    return problem instanceof StatusRuntimeException status ? status : of(Failures.of(problem));
  }

  static StatusRuntimeException of(ApiException e) {
    var status =
        switch (e.reason()) {
          case INVALID, INVALID_QUERY, REQUIRED, RESOURCE_IN_USE, BYTES_BILLED, TABLE_UNAVAILABLE ->
              Status.INVALID_ARGUMENT;
          case STOPPED -> Status.CANCELLED;
          case TIMEOUT -> Status.DEADLINE_EXCEEDED;
          case AUTH -> Status.UNAUTHENTICATED;
          case ACCESS_DENIED -> Status.PERMISSION_DENIED;
          case QUOTA, RATE, TOO_LARGE, TOO_MANY -> Status.RESOURCE_EXHAUSTED;
          case NOT_FOUND, METHOD -> Status.NOT_FOUND;
          case DUPLICATE -> Status.ALREADY_EXISTS;
          case CONDITION, MISDIRECTED -> Status.FAILED_PRECONDITION;
          case INTERNAL -> Status.INTERNAL;
          case NOT_IMPLEMENTED -> Status.UNIMPLEMENTED;
          case BACKEND -> Status.UNAVAILABLE;
        };
    return status.withDescription(e.text()).asRuntimeException();
  }
}
