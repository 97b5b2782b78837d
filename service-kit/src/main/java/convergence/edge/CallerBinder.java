package convergence.edge;

import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.bind.binders.TypedRequestArgumentBinder;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Hands the [Caller] to a controller. A request that did not pass the door has none and fails here, so a
/// route cannot be reached by a way around it.
@Singleton
final class CallerBinder implements TypedRequestArgumentBinder<Caller> {
  @Override
  public Argument<Caller> argumentType() {
    return Argument.of(Caller.class);
  }

  @Override
  public BindingResult<Caller> bind(
      ArgumentConversionContext<Caller> context, HttpRequest<?> source) {
    var visit = Visit.of(source);
    var caller = visit == null ? null : visit.caller();
    if (caller == null) throw new IllegalStateException("a request that did not pass the door");
    return () -> Optional.of(caller);
  }
}
