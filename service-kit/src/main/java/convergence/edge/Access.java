package convergence.edge;

import convergence.tenant.Scope;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Who may call a route, and which limit counts it. Every route below `/api` has one; a test holds that.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Access {
  Who value();

  /// What an API key needs; of no meaning for ADMIN.
  Scope scope() default Scope.READ;

  Meter meter() default Meter.REQUESTS;

  /// The route that replaces this one; not empty: this one is deprecated and says so in each answer.
  String successor() default "";

  /// Whose call it is.
  enum Who {
    /// A tenant's key with the scope, or an admin key.
    TENANT,
    /// An admin key.
    ADMIN,
    /// An admin key, or the identity token of the scheduler that rings ([ClockTokens]).
    CLOCK,
    /// An admin key; anybody where authentication is off.
    ADMIN_UNLESS_OPEN
  }

  /// The limit that counts a tenant's call.
  enum Meter {
    REQUESTS,
    RUNS,
    RUN_READS
  }
}
