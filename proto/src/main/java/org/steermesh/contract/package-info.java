/** What both ends of a call share beside the protos: names, reasons, errors, pages, tensors. */
@NullMarked
package org.steermesh.contract;

import org.jspecify.annotations.NullMarked;
