/** The packaged service, killed, stopped, and deprived of its disk while it is written to. */
@NullMarked
package io.larder.kill;

import org.jspecify.annotations.NullMarked;
