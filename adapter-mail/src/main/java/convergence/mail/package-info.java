/// Sends notices: by SMTP, or into an outbox folder where no mail server is named.
@NullMarked
package convergence.mail;

import org.jspecify.annotations.NullMarked;
