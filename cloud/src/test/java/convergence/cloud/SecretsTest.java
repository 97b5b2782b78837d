package convergence.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.port.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the stories search with finds what it must.
final class SecretsTest {
  private static final String WORD = "half a \"word\"/+é?~ÿ";
  private final Secrets secrets = new Secrets(List.of(WORD));

  static List<String> carriers() {
    var json = Json.write(Map.of("x", WORD));
    return List.of(
        "says " + WORD + ".",
        json,
        Json.write(Map.of("y", json)),
        "{\"x\": \"half a \\\"word\\\"/+\\u00e9?~\\u00ff\"}",
        "/?x=" + URLEncoder.encode(WORD, StandardCharsets.UTF_8) + "&y",
        "/?x=" + URLEncoder.encode(WORD, StandardCharsets.UTF_8).replace("+", "%20"),
        base64("says " + WORD + "."),
        base64("say: " + WORD + "."),
        base64("say " + WORD + "."),
        base64(json),
        Base64.getUrlEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8)),
        HexFormat.of().withUpperCase().formatHex(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void a_word_is_found_however_it_is_written(String text) {
    assertThat(secrets.in(text)).isTrue();
    assertThat(new Secrets(List.of("another word")).in(text)).isFalse();
  }
}
