/** The packaged service, killed with SIGKILL while it is written to. */
@NullMarked
package io.larder.kill;

import org.jspecify.annotations.NullMarked;
