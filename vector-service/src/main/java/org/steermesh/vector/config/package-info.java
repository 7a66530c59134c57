/** What can be configured, each key with its default and meaning. */
@NullMarked
package org.steermesh.vector.config;

import org.jspecify.annotations.NullMarked;
