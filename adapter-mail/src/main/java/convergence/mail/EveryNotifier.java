package convergence.mail;

import convergence.port.Notifier;

/// Chooses the way by where a notice goes.
final class EveryNotifier implements Notifier {
  private final Notifier mail;
  private final HookNotifier hooks;

  EveryNotifier(Notifier mail, HookNotifier hooks) {
    this.mail = mail;
    this.hooks = hooks;
  }

  @Override
  public void send(Notice notice) {
    switch (notice.target()) {
      case Target.Mail _ -> mail.send(notice);
      case Target.Slack(var url) -> hooks.slack(notice, url);
      case Target.Webhook(var url, var secret) -> hooks.webhook(notice, url, secret);
    }
  }
}
