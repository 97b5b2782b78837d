package convergence.template;

/// A template's place in the catalogue: `configs/{provider}/{domain}/{template}.yml`. Only keys of the loaded
/// catalogue exist; a key is never turned into a path.
public record TemplateKey(String provider, String domain, String template) {
  @Override
  public String toString() {
    return provider + "/" + domain + "/" + template;
  }

  /// The file that a reader looks for.
  public String file() {
    return "configs/" + this + ".yml";
  }
}
