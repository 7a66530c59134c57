package org.steermesh.activation;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "org.steermesh.activation",
    importOptions = {ImportOption.DoNotIncludeTests.class})
class HouseTest {

  @ArchTest
  static final ArchRule theDomainKnowsNoTransportAndNoMessage =
      noClasses()
          .that()
          .resideInAPackage("..domain..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.grpc..",
              "com.google.protobuf..",
              "io.quarkus..",
              "org.steermesh.activation.v1..",
              "org.steermesh.type.v1..",
              "org.steermesh.host.protos..",
              "org.steermesh.activation.api..",
              "org.steermesh.activation.client..");

  @ArchTest
  static final ArchRule theServiceKnowsNoOtherService =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.steermesh.generation..", "org.steermesh.vector..", "org.steermesh.eval..");
}
