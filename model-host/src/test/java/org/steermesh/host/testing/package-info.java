/** What tests of services with a hosted model share. */
@NullMarked
package org.steermesh.host.testing;

import org.jspecify.annotations.NullMarked;
