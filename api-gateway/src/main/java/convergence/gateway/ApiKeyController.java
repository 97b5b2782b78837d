package convergence.gateway;

import convergence.directory.ApiKeyOrder;
import convergence.edge.Access;
import convergence.edge.Access.Who;
import convergence.edge.Caller;
import convergence.edge.Fields;
import convergence.edge.JsonBody;
import convergence.edge.QueryFields;
import convergence.edge.Wire;
import convergence.tenant.Scope;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Makes, lists, rotates and revokes a tenant's API keys.
@Controller("/api/v1/tenants/{tenant_id}/api-keys")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class ApiKeyController {
  private static final int DEFAULT_OVERLAP = 24;
  private static final int LONGEST_OVERLAP = 168;
  private final ApiKeys keys;
  private final InstantSource clock;

  ApiKeyController(ApiKeys keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  @Get
  @Access(value = Who.TENANT, scope = Scope.KEYS)
  HttpResponse<?> list(HttpRequest<?> request, Caller caller) {
    var query = new QueryFields(request);
    var part = PlaceCursor.Part.of(query);
    query.end();
    return Wire.ok(keys.page(caller.tenant(), part));
  }

  @Post
  @Access(value = Who.TENANT, scope = Scope.KEYS)
  HttpResponse<?> create(HttpRequest<byte[]> request, Caller caller) {
    new QueryFields(request).end();
    var body = JsonBody.of(request);
    var order = order(body, caller);
    var made = keys.create(Askings.of(request, caller, "api-keys", body), order, caller);
    return Wire.answer(HttpStatus.CREATED, ApiKeyDocument.Made.of(made));
  }

  /// A new key like this one, which stays good for `overlap_hours`.
  @Post("/{id}/rotate")
  @Access(value = Who.TENANT, scope = Scope.KEYS)
  HttpResponse<?> rotate(HttpRequest<byte[]> request, Caller caller, @PathVariable String id) {
    new QueryFields(request).end();
    var body = JsonBody.of(request);
    var fields = new Fields(body);
    int hours = fields.whole("overlap_hours", 0, LONGEST_OVERLAP, DEFAULT_OVERLAP);
    fields.end();
    var asking = Askings.of(request, caller, "api-keys/" + id + "/rotate", body);
    var made = keys.rotate(asking, id, Duration.ofHours(hours), caller);
    return Wire.answer(HttpStatus.CREATED, ApiKeyDocument.Made.of(made));
  }

  /// Refuses it from now on; it stays in the list.
  @Delete("/{id}")
  @Access(value = Who.TENANT, scope = Scope.KEYS)
  HttpResponse<?> revoke(HttpRequest<?> request, Caller caller, @PathVariable String id) {
    new QueryFields(request).end();
    keys.revoke(Askings.of(caller), id);
    return HttpResponse.noContent();
  }

  private ApiKeyOrder order(Map<String, Object> body, Caller caller) {
    var fields = new Fields(body);
    String name = fields.text("key_name", 100);
    var words = fields.texts("scopes", 20);
    var expiresAt = fields.instant("expires_at");
    if (expiresAt != null && !expiresAt.isAfter(clock.instant()))
      fields.wrong("expires_at", "expires_at lies in the past.");
    var scopes = words == null ? caller.scopes() : scopes(words, fields);
    fields.end();
    return new ApiKeyOrder(name == null ? "key" : name, scopes, expiresAt);
  }

  private static Set<Scope> scopes(List<String> words, Fields fields) {
    var scopes = EnumSet.noneOf(Scope.class);
    for (var word : words) Scope.parse(word).ifPresent(scopes::add);
    if (words.isEmpty() || scopes.size() != Set.copyOf(words).size())
      fields.wrong(
          "scopes",
          "scopes holds one or more of %s."
              .formatted(
                  Arrays.stream(Scope.values())
                      .map(Scope::wire)
                      .collect(Collectors.joining(", "))));
    return scopes;
  }
}
