@NullMarked
package org.steermesh.host.protos;

import org.jspecify.annotations.NullMarked;
