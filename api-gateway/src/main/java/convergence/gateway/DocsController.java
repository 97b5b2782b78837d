package convergence.gateway;

import convergence.edge.EdgeConfig;
import convergence.edge.ProblemCode;
import convergence.edge.Wire;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// The API's description for programs and for people. The pages load nothing from elsewhere and may not.
@Controller
final class DocsController {
  private static final String OWN_FILES_ONLY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
          + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  private final ApiDocument document;
  private final EdgeConfig config;

  DocsController(ApiDocument document, EdgeConfig config) {
    this.document = document;
    this.config = config;
  }

  @Get("/openapi.json")
  HttpResponse<?> openapi() {
    return Wire.ok(document.json());
  }

  @Get("/docs")
  @Produces(MediaType.TEXT_HTML)
  HttpResponse<?> page() {
    return file("docs.html", MediaType.TEXT_HTML);
  }

  @Get("/docs/page.js")
  @Produces(MediaType.TEXT_JAVASCRIPT)
  HttpResponse<?> script() {
    return file("page.js", MediaType.TEXT_JAVASCRIPT);
  }

  @Get("/docs/page.css")
  @Produces(MediaType.TEXT_CSS)
  HttpResponse<?> style() {
    return file("page.css", MediaType.TEXT_CSS);
  }

  @Get("/docs/problems")
  @Produces(MediaType.TEXT_HTML)
  HttpResponse<?> problems() {
    var page = new StringBuilder();
    page.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        .append("<title>Convergence: problem codes</title>")
        .append("<link rel=\"stylesheet\" href=\"/docs/page.css\"></head><body>\n")
        .append("<h1>Problem codes</h1>\n<p><a href=\"/docs\">The API</a></p>\n");
    for (var code : ProblemCode.values())
      page.append("<h2 id=\"%s\">%s</h2>\n".formatted(code.code(), code.code()))
          .append("<p><b>%d %s.</b> ".formatted(code.status(), html(code.title())))
          .append("%s</p>\n<p>%s</p>\n".formatted(html(code.meaning()), html(code.remedy())));
    page.append("</body></html>\n");
    return answer(page.toString().getBytes(StandardCharsets.UTF_8), MediaType.TEXT_HTML);
  }

  private HttpResponse<?> file(String name, String type) {
    try (var in = Objects.requireNonNull(DocsController.class.getResourceAsStream(name), name)) {
      return answer(in.readAllBytes(), type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpResponse<?> answer(byte[] body, String type) {
    if (!config.servesDocs())
      throw new RefusedException(new Refusal.NotFound("There is no such route."));
    return HttpResponse.ok(body)
        .contentType(MediaType.of(type + "; charset=utf-8"))
        .header(HttpHeaders.CACHE_CONTROL, "no-cache")
        .header("Content-Security-Policy", OWN_FILES_ONLY);
  }

  private static String html(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
