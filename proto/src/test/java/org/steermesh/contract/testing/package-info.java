/** What tests of every service share: the rules of the house, and calls that no stub makes. */
@NullMarked
package org.steermesh.contract.testing;

import org.jspecify.annotations.NullMarked;
