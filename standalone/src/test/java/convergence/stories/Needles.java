package convergence.stories;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Every form in which a secret may lie about: as it is, in Base64 wherever its first byte stood, in hex, escaped for
/// URLs and for JSON.
record Needles(Map<String, String> forms) {
  static Needles of(Map<String, String> secrets) {
    var forms = new LinkedHashMap<String, String>();
    secrets.forEach(
        (name, secret) -> {
          forms.put(name + ", plain", secret);
          forms.put(name + ", URL", URLEncoder.encode(secret, StandardCharsets.UTF_8));
          forms.put(name + ", JSON", secret.replace("\\", "\\\\").replace("\n", "\\n"));
          forms.put(name + ", JSON twice", secret.replace("\n", "\\\\n"));
          forms.put(
              name + ", hex", HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8)));
          for (int shift = 0; shift < 3; shift++) {
            forms.put(name + ", Base64 at " + shift, aligned(secret, shift, Base64.getEncoder()));
            forms.put(
                name + ", Base64 of JSON at " + shift,
                aligned(secret.replace("\n", "\\n"), shift, Base64.getEncoder()));
            forms.put(
                name + ", Base64 for URLs at " + shift,
                aligned(secret, shift, Base64.getUrlEncoder()));
          }
        });
    return new Needles(forms);
  }

  /// What the secret's own bytes surely look like behind `shift` others.
  private static String aligned(String secret, int shift, Base64.Encoder encoder) {
    var bytes = ("\0".repeat(shift) + secret).getBytes(StandardCharsets.UTF_8);
    int whole = bytes.length / 3 * 4;
    int first = shift == 0 ? 0 : shift + 1;
    return encoder.encodeToString(bytes).substring(first, whole);
  }

  /// The names of the forms that stand in the text.
  List<String> in(String text) {
    var found = new ArrayList<String>();
    forms.forEach(
        (name, form) -> {
          if (text.contains(form)) found.add(name);
        });
    return found;
  }

  List<String> in(Path file) {
    try {
      var text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      return in(text).stream().map(name -> file.getFileName() + ": " + name).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
