/**
 * The small invented world of the demo model: a seeded generator of its documents and of the
 * labelled items that steer it.
 */
@NullMarked
package org.steermesh.cli.demo.world;

import org.jspecify.annotations.NullMarked;
