package org.steermesh.host;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = {"org.steermesh.host", "org.steermesh.engine"},
    importOptions = {ImportOption.DoNotIncludeTests.class})
class HouseTest {

  @ArchTest
  static final ArchRule theHostKnowsNoService =
      noClasses()
          .that()
          .resideInAPackage("org.steermesh.host..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.steermesh.activation.domain..",
              "org.steermesh.generation.domain..",
              "org.steermesh.vector.domain..",
              "org.steermesh.eval.domain..");

  @ArchTest
  static final ArchRule theEngineKnowsNoTransport =
      noClasses()
          .that()
          .resideInAPackage("org.steermesh.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.grpc..", "com.google.protobuf..", "io.quarkus..");
}
