/** What every service does the same way around its calls: deadlines, drain, errors, streams. */
@NullMarked
package org.steermesh.contract.server;

import org.jspecify.annotations.NullMarked;
