package convergence.gateway;

import convergence.edge.Caller;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import convergence.run.Acceptance;
import convergence.run.RunId;
import convergence.run.RunIntake;
import convergence.run.RunLedger;
import convergence.run.RunOrder;
import convergence.template.TemplateCatalog;
import convergence.template.TemplateKey;
import convergence.tenant.TenantId;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The ways to start a run, all through [RunIntake].
@Singleton
final class RunStarts {
  private final RunIntake intake;
  private final RunLedger ledger;
  private final TemplateCatalog catalog;

  RunStarts(RunIntake intake, RunLedger ledger, TemplateCatalog catalog) {
    this.intake = intake;
    this.ledger = ledger;
    this.catalog = catalog;
  }

  /// What stands beside the body of a start.
  ///
  /// @param route the Idempotency-Key's scope, with the tenant
  /// @param idempotency the Idempotency-Key
  record Manner(
      Caller caller, String route, @Nullable String idempotency, @Nullable String planHash) {}

  /// Provider and domain in any case.
  static TemplateKey key(String provider, String domain, String template) {
    return new TemplateKey(
        provider.toLowerCase(Locale.ROOT), domain.toLowerCase(Locale.ROOT), template);
  }

  Acceptance template(Manner manner, TemplateKey template, Map<String, Object> parameters) {
    return accept(manner, manner.caller().tenant(), template, parameters, null);
  }

  /// @throws RefusedException NotFound: no template has this id for the caller's tenant
  Acceptance pipeline(Manner manner, String pipelineId, Map<String, Object> parameters) {
    var tenant = manner.caller().tenant();
    var template =
        catalog
            .byPipelineId(tenant, pipelineId)
            .orElseThrow(
                () ->
                    new RefusedException(
                        new Refusal.NotFound(
                            "There is no such pipeline; a pipeline_id is {tenant}-{provider}-{domain}-{template}.")));
    return accept(manner, tenant, template, parameters, null);
  }

  /// A new run that takes over the finished steps of one that failed or was cancelled.
  ///
  /// @throws RefusedException NotFound: unknown, or another tenant's
  Acceptance again(Manner manner, RunId id) {
    var old =
        ledger
            .find(id)
            .filter(run -> manner.caller().sees(run.tenant()))
            .orElseThrow(RunReads::unknown);
    return accept(manner, old.tenant(), old.template(), Map.of(), id);
  }

  private Acceptance accept(
      Manner manner,
      TenantId tenant,
      TemplateKey template,
      Map<String, Object> parameters,
      @Nullable RunId retryOf) {
    var caller = manner.caller();
    return intake.accept(
        new RunOrder(
            tenant,
            template,
            parameters,
            caller.trigger(),
            caller.userId(),
            manner.idempotency(),
            manner.route(),
            manner.planHash(),
            retryOf,
            false));
  }
}
