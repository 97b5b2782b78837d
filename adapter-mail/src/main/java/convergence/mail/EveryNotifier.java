package convergence.mail;

import convergence.port.Notifier;

/// Chooses the way by where a notice goes.
record EveryNotifier(Notifier mail, HookNotifier hooks) implements Notifier {
  @Override
  public void send(Notice notice) {
    switch (notice.target()) {
      case Target.Mail _ -> mail.send(notice);
      case Target.Slack(var url) -> hooks.slack(notice, url);
      case Target.Webhook(var url, var secret) -> hooks.webhook(notice, url, secret);
    }
  }
}
