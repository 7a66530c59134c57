package org.steermesh.eval;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import org.steermesh.contract.testing.HandWritten;
import org.steermesh.contract.testing.HouseRules;

@AnalyzeClasses(
    packages = "org.steermesh",
    importOptions = {ImportOption.DoNotIncludeTests.class, HandWritten.class})
final class HouseTest {

  @ArchTest static final ArchTests RULES = ArchTests.in(HouseRules.class);
}
