package convergence.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import convergence.edge.Access;
import convergence.edge.Access.Who;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ApiDocumentTest {
  private Town town;
  private JsonNode api;

  @BeforeAll
  void open(@TempDir Path configs) {
    town = Town.open(configs);
    api = town.get("/openapi.json").json();
  }

  @AfterAll
  void close() {
    town.close();
  }

  @Test
  void the_document_names_the_routes_that_the_router_has_and_no_others() {
    var routed = new TreeSet<String>();
    routes().forEach(route -> routed.add(name(route)));
    var documented = new TreeSet<String>();
    operations().forEach((name, operation) -> documented.add(name));

    assertThat(documented).isEqualTo(routed);
  }

  @Test
  void the_document_says_of_each_route_which_key_and_scope_it_wants() {
    var wanted = new TreeMap<String, String>();
    for (var route : routes()) {
      var metadata = route.getAnnotationMetadata();
      var who = metadata.enumValue(Access.class, Who.class);
      String scope =
          metadata.stringValue(Access.class, "scope").orElse("READ").toLowerCase(Locale.ROOT);
      wanted.put(
          name(route),
          who.map(w -> w == Who.TENANT ? "ApiKey or AdminKey, " + scope : "AdminKey, ")
              .orElse("nothing, "));
    }
    var documented = new TreeMap<String, String>();
    operations()
        .forEach(
            (name, operation) -> {
              var keys = new ArrayList<String>();
              operation.path("security").forEach(s -> s.fieldNames().forEachRemaining(keys::add));
              documented.put(
                  name,
                  (keys.isEmpty() ? "nothing" : String.join(" or ", keys))
                      + ", "
                      + operation.path("x-scope").asText());
            });

    assertThat(documented).isEqualTo(wanted);
  }

  @Test
  void every_route_of_the_api_says_who_may_call_it() {
    assertThat(routes())
        .filteredOn(route -> name(route).contains(" /api/"))
        .allMatch(route -> route.getAnnotationMetadata().hasAnnotation(Access.class))
        .hasSizeGreaterThan(12);
  }

  @Test
  void a_route_with_a_successor_is_documented_as_deprecated() {
    for (var route : routes()) {
      String successor =
          route.getAnnotationMetadata().stringValue(Access.class, "successor").orElse("");
      assertThat(
              Objects.requireNonNull(operations().get(name(route))).path("deprecated").asBoolean())
          .as(name(route))
          .isEqualTo(!successor.isEmpty());
    }
  }

  @Test
  void every_reference_leads_somewhere() {
    for (var ref : api.findValuesAsText("$ref"))
      assertThat(api.at(ref.substring(1)).isMissingNode()).as(ref).isFalse();
  }

  @Test
  void the_pages_are_served_without_a_key_and_load_nothing_from_elsewhere() {
    var page = town.get("/docs");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'none'");
    for (var path : List.of("/docs", "/docs/page.js", "/docs/page.css", "/docs/problems")) {
      var file = town.get(path);
      assertThat(file.status()).as(path).isEqualTo(200);
      assertThat(file.text()).as(path).doesNotContain("http://").doesNotContain("https://");
    }
  }

  private List<UriRouteInfo<?, ?>> routes() {
    var all = new ArrayList<UriRouteInfo<?, ?>>();
    town.bean(Router.class)
        .uriRoutes()
        .filter(route -> !route.getHttpMethodName().equals("HEAD"))
        .forEach(all::add);
    return all;
  }

  private static String name(UriRouteInfo<?, ?> route) {
    return route.getHttpMethodName() + " " + route.getUriMatchTemplate();
  }

  private Map<String, JsonNode> operations() {
    var all = new TreeMap<String, JsonNode>();
    api.path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            all.put(
                                method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                method.getValue())));
    return all;
  }
}
