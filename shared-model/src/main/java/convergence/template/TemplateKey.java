package convergence.template;

/// A template's place in the catalogue: `configs/{provider}/{domain}/{template}.yml`, or
/// `configs/customer/{template}.yml`, whose domain is empty. Only keys of the loaded catalogue exist; a key is
/// never turned into a path.
public record TemplateKey(String provider, String domain, String template) {
  /// `customer/onboarding-template` and its like.
  public static TemplateKey ofCustomer(String template) {
    return new TemplateKey("customer", "", template);
  }

  @Override
  public String toString() {
    return provider + "/" + (domain.isEmpty() ? "" : domain + "/") + template;
  }

  /// The file that a reader looks for.
  public String file() {
    return "configs/" + this + ".yml";
  }
}
