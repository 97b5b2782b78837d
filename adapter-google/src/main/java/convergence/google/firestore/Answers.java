package convergence.google.firestore;

import com.google.api.core.ApiFuture;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode.Code;
import convergence.problem.Fault;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Waits for Firestore, 20 s at most, and says in the house's words why it did not answer.
final class Answers {
  private static final long PATIENCE_SECONDS = 20;

  private Answers() {}

  /// @throws Fault.Transient code `unavailable`
  static <T> T of(ApiFuture<T> future) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw unavailable(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      throw unavailable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(e);
    }
  }

  static Fault.Transient unavailable(Throwable cause) {
    return new Fault.Transient("unavailable", "Firestore did not answer: " + cause.getMessage());
  }

  /// Whether a commit failed because somebody else had written.
  static boolean isConflict(Throwable cause) {
    return switch (code(cause)) {
      case ALREADY_EXISTS, FAILED_PRECONDITION, NOT_FOUND, ABORTED -> true;
      default -> false;
    };
  }

  /// Whether Firestore will never take it.
  static boolean isRefusal(Throwable cause) {
    return code(cause) == Code.INVALID_ARGUMENT;
  }

  private static Code code(Throwable cause) {
    for (var why = cause; why != null; why = why.getCause())
      if (why instanceof ApiException answer) return answer.getStatusCode().getCode();
    return Code.UNKNOWN;
  }
}
