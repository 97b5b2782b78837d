package convergence.cloud;

import convergence.port.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Words that must not lie somewhere, in each form in which a text could carry them: as they are, in JSON, in JSON within
/// JSON, in a URL, and each of these in hex or in Base64 wherever their first byte stood.
final class Secrets {
  private final Set<String> forms = new LinkedHashSet<>();

  Secrets(Collection<String> words) {
    for (var word : words) {
      var written = new LinkedHashSet<>(List.of(word, escaped(word), escaped(escaped(word))));
      written.add(ascii(escaped(word)));
      var url = URLEncoder.encode(word, StandardCharsets.UTF_8);
      written.add(url);
      written.add(url.replace("+", "%20"));
      for (var text : written) {
        forms.add(text);
        var hex = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
        forms.add(hex);
        forms.add(hex.toUpperCase(Locale.ROOT));
        for (int shift = 0; shift < 3; shift++) {
          var base64 = base64(text, shift);
          forms.add(base64);
          forms.add(base64.replace('+', '-').replace('/', '_'));
        }
      }
    }
  }

  boolean in(String text) {
    return forms.stream().anyMatch(text::contains);
  }

  private static String escaped(String word) {
    var quoted = Json.write(word);
    return quoted.substring(1, quoted.length() - 1);
  }

  private static String ascii(String text) {
    var escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 128) escaped.append(c);
      else escaped.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
    }
    return escaped.toString();
  }

  /// Without the characters that its neighbours have a part in.
  private static String base64(String word, int shift) {
    var bytes = ("\0".repeat(shift) + word).getBytes(StandardCharsets.UTF_8);
    int first = shift == 0 ? 0 : shift + 1;
    return Base64.getEncoder().encodeToString(bytes).substring(first, bytes.length / 3 * 4);
  }
}
