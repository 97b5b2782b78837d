package convergence.notification;

import convergence.audit.Asking;
import convergence.audit.AuditBook;
import convergence.audit.Change;
import convergence.credential.Resealed;
import convergence.directory.TenantDirectory;
import convergence.notice.NoticeType;
import convergence.notification.NotificationSettings.Hook;
import convergence.notification.NotificationSettings.Kind;
import convergence.notification.NotificationSettings.Mail;
import convergence.port.Cipher;
import convergence.port.Document;
import convergence.port.DocumentStore;
import convergence.port.DocumentStore.Tx;
import convergence.port.Ids;
import convergence.port.Index;
import convergence.port.Json;
import convergence.port.Key;
import convergence.port.Notifier.Target;
import convergence.port.Query;
import convergence.port.Secret;
import convergence.problem.Fault;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import convergence.tenant.TenantId;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The book of tenants' channels. A tenant that never wrote any has one: mail to its admin_email.
@Singleton
public final class NotificationBook {
  static final Index ALL = new Index("notifications", "all", List.of("tenant_id"));
  private static final int VERSION = 1;
  private static final Logger LOG = LoggerFactory.getLogger(NotificationBook.class);
  private static final Set<NoticeType> BY_DEFAULT =
      EnumSet.of(
          NoticeType.STEP_ALERT,
          NoticeType.QUOTA_100,
          NoticeType.KEY_ROTATED,
          NoticeType.KEY_EXPIRING);

  private final DocumentStore store;
  private final TenantDirectory directory;
  private final Cipher cipher;
  private final AuditBook audit;
  private final Ids ids;
  private final InstantSource clock;

  public NotificationBook(
      DocumentStore store,
      TenantDirectory directory,
      Cipher cipher,
      AuditBook audit,
      Ids ids,
      InstantSource clock) {
    this.store = store;
    this.directory = directory;
    this.cipher = cipher;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
  }

  /// What is sealed of a hook.
  private record Line(String url, @Nullable String signer) {}

  /// What was written, or the default.
  public NotificationSettings find(TenantId tenant) {
    return store.get(key(tenant)).map(NotificationBook::read).orElseGet(() -> byDefault(tenant));
  }

  /// Writes all channels anew.
  ///
  /// @throws RefusedException BadRequest: a hook without a URL, or a webhook without a secret
  public NotificationSettings change(Asking asking, @Nullable Mail mail, List<HookOrder> orders) {
    Instant now = clock.instant();
    var tenant = asking.tenant();
    return store.transact(
        tx -> {
          var before = tx.get(key(tenant)).map(NotificationBook::read);
          var hooks = new ArrayList<Hook>();
          for (var order : orders) hooks.add(hook(tenant, before, order));
          var next = new NotificationSettings(tenant, mail, hooks, now);
          write(tx, next);
          var channels = hooks.stream().map(hook -> hook.kind() + " " + hook.hint()).toList();
          audit.write(
              tx,
              tenant,
              asking.actor(),
              new Change(
                  "notifications.changed",
                  tenant.value(),
                  Map.of("mail", mail == null ? List.of() : mail.to(), "hooks", channels)));
          return next;
        });
  }

  /// Where a notice of this type goes: the channels' names, each with a hint of where it leads.
  Map<String, String> channels(TenantId tenant, NoticeType type) {
    var settings = find(tenant);
    var all = new java.util.LinkedHashMap<String, String>();
    var mail = settings.mail();
    if (mail != null && !mail.to().isEmpty() && wants(mail.events(), type))
      all.put("email", String.join(", ", mail.to()));
    for (var hook : settings.hooks())
      if (wants(hook.events(), type)) all.put(hook.id(), hook.hint());
    return all;
  }

  /// The open address of a channel, for whoever sends; empty: it is no more.
  Optional<Target> target(TenantId tenant, String channel) {
    var settings = find(tenant);
    var mail = settings.mail();
    if (channel.equals("email"))
      return mail == null || mail.to().isEmpty()
          ? Optional.empty()
          : Optional.of(new Target.Mail(mail.to()));
    return settings.hook(channel).map(hook -> target(tenant, hook));
  }

  /// Brings every hook under the key that seals now.
  ///
  /// What does not open stays as it is and holds up nobody.
  public Resealed reseal() {
    var all = new Resealed(0, 0);
    Query.@Nullable Cursor after = null;
    while (true) {
      var hits = store.query(new Query(ALL, List.of(), null, null, false, after, 1000));
      for (var hit : hits) all = all.plus(tried(new TenantId(hit.key().id())));
      if (hits.size() < 1000) return all;
      after = hits.getLast().cursor();
    }
  }

  private Resealed tried(TenantId tenant) {
    try {
      return new Resealed(reseal(tenant), 0);
    } catch (Fault.Permanent e) {
      LOG.error("the channels of tenant {} cannot be sealed anew", tenant, e);
      return new Resealed(0, 1);
    }
  }

  private int reseal(TenantId tenant) {
    return store.transact(
        tx -> {
          var before = tx.get(key(tenant)).map(NotificationBook::read).orElseThrow();
          var hooks = before.hooks().stream().map(hook -> hook.resealed(again(tenant, hook)));
          var after =
              new NotificationSettings(tenant, before.mail(), hooks.toList(), before.updatedAt());
          if (after.equals(before)) return 0;
          write(tx, after);
          return after.hooks().size();
        });
  }

  private String again(TenantId tenant, Hook hook) {
    var sealed = Base64.getDecoder().decode(hook.sealed());
    return Base64.getEncoder().encodeToString(cipher.rewrap(sealed, context(tenant, hook.id())));
  }

  private Target target(TenantId tenant, Hook hook) {
    var line = open(tenant, hook);
    var url = new Secret(line.url());
    return switch (hook.kind()) {
      case SLACK -> new Target.Slack(url);
      case WEBHOOK ->
          new Target.Webhook(url, new Secret(line.signer() == null ? "" : line.signer()));
    };
  }

  private Hook hook(TenantId tenant, Optional<NotificationSettings> before, HookOrder order) {
    String known = order.id();
    var there =
        known == null ? Optional.<Hook>empty() : before.flatMap(settings -> settings.hook(known));
    if (order.url() == null && order.signer() == null && there.isPresent()) {
      var old = there.get();
      return new Hook(old.id(), old.kind(), old.hint(), old.sealed(), order.events());
    }
    var old = there.map(hook -> open(tenant, hook));
    String url =
        order.url() != null
            ? order.url().reveal()
            : old.map(Line::url).orElseThrow(() -> missing(order.kind(), "url"));
    String signer =
        order.signer() != null ? order.signer().reveal() : old.map(Line::signer).orElse(null);
    if (order.kind() == Kind.WEBHOOK && signer == null) throw missing(order.kind(), "secret");
    String id =
        there
            .map(Hook::id)
            .orElseGet(() -> order.kind() == Kind.SLACK ? "slack" : ids.uuid().toString());
    var sealed = cipher.seal(new Secret(Json.write(new Line(url, signer))), context(tenant, id));
    return new Hook(
        id, order.kind(), hint(url), Base64.getEncoder().encodeToString(sealed), order.events());
  }

  private Line open(TenantId tenant, Hook hook) {
    var sealed = Base64.getDecoder().decode(hook.sealed());
    return Json.read(cipher.open(sealed, context(tenant, hook.id())).reveal(), Line.class);
  }

  private NotificationSettings byDefault(TenantId tenant) {
    var address = directory.find(tenant).map(t -> t.adminEmail()).orElse(null);
    var mail = address == null ? null : new Mail(List.of(address), BY_DEFAULT);
    return new NotificationSettings(tenant, mail, List.of(), Instant.EPOCH);
  }

  private static boolean wants(Set<NoticeType> events, NoticeType type) {
    return type == NoticeType.TEST || events.contains(type);
  }

  /// Of the way and the query only the end, and of a short one nothing.
  private static String hint(String url) {
    var uri = URI.create(url);
    String rest = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    String end = rest.length() < 16 ? "" : rest.substring(rest.length() - 4);
    return uri.getScheme() + "://" + uri.getRawAuthority() + "/…" + end;
  }

  private static RefusedException missing(Kind kind, String field) {
    String pointer = kind == Kind.SLACK ? "/slack/" : "/webhooks/";
    return new RefusedException(
        Refusal.BadRequest.of(pointer + field, field + " is required of a new one."));
  }

  private static void write(Tx tx, NotificationSettings settings) {
    tx.put(
        key(settings.tenant()),
        new Document(
            VERSION, Json.write(settings), Map.of("tenant_id", settings.tenant().value())));
  }

  private static NotificationSettings read(Document document) {
    return Json.read(document.body(), NotificationSettings.class);
  }

  private static Cipher.Context context(TenantId tenant, String id) {
    return new Cipher.Context(tenant.value(), "webhook/" + id);
  }

  private static Key key(TenantId tenant) {
    return new Key("notifications", tenant.value());
  }
}
