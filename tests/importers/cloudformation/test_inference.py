"""What is not said in one place: definitions that are not at hand, things outside the template, kept rules."""

from __future__ import annotations

import pytest

from designer.catalogue import load
from designer.importers.base import Imported
from designer.importers.cloudformation import parse_template


def read(resources: str, head: str = "") -> Imported:
    return parse_template(f"{head}\nResources:\n{resources}".encode(), "t.yaml", load())


def edges(imported: Imported) -> set[tuple[str, str, str | None]]:
    return {(e.source, e.target, e.via) for e in imported.design.edges.values()}


FUNCTION = "  F: {Type: AWS::Serverless::Function, Properties: {Handler: a.b, Runtime: python3.13%s}}\n"


def test_a_workflow_without_its_definition_calls_what_it_is_given() -> None:
    imported = read(
        FUNCTION % ""
        + """
  T: {Type: AWS::DynamoDB::Table}
  M:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: missing.json
      DefinitionSubstitutions: {Function: !GetAtt F.Arn}
      Policies: [DynamoDBCrudPolicy: {TableName: !Ref T}]
"""
    )
    assert edges(imported) == {("M", "F", None), ("M", "T", None)}
    assert any("not at hand" in remark.message for remark in imported.report.remarks)


def test_an_api_without_its_definition_calls_what_its_role_may_reach() -> None:
    imported = read(
        """
  Api: {Type: AWS::Serverless::Api, Properties: {StageName: a, DefinitionUri: missing.yaml}}
  Q: {Type: AWS::SQS::Queue}
  R:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Principal: {Service: apigateway.amazonaws.com}}]}
      Policies: [{PolicyDocument: {Statement: [{Effect: Allow, Action: "sqs:SendMessage", Resource: !GetAtt Q.Arn}]}}]
"""
    )
    assert edges(imported) == {("Api", "Q", None)}
    assert set(imported.design.nodes) == {"Api", "Q"}


def test_rights_to_poll_are_no_connection() -> None:
    events = ", Policies: [SQSPollerPolicy: {QueueName: !GetAtt Q.QueueName}, {Statement: [{Effect: Allow, Action: "
    events += '["sqs:ReceiveMessage", "sqs:DeleteMessage"], Resource: !GetAtt Q.Arn}]}], '
    events += "Events: {A: {Type: SQS, Properties: {Queue: !GetAtt Q.Arn}}}"
    assert edges(read("  Q: {Type: AWS::SQS::Queue}\n" + FUNCTION % events)) == {("Q", "F", None)}


def test_rights_to_all_are_for_what_the_environment_names() -> None:
    """Of several tables only the one that the function knows; of what it knows none, something outside."""
    rights = (
        ", Environment: {Variables: {TABLE: !Ref T}}, Policies: [{Statement: [{Effect: Allow, Resource: '*',"
        " Action: ['dynamodb:PutItem', 's3:PutObject']}]}]"
    )
    imported = read(FUNCTION % rights + "  T: {Type: AWS::DynamoDB::Table}\n  U: {Type: AWS::DynamoDB::Table}\n")
    assert edges(imported) == {("F", "T", None), ("F", "S3", None)}


def test_a_parameter_stands_for_something_outside() -> None:
    events = ", Events: {A: {Type: MSK, Properties: {Stream: !Ref ClusterArn, Topics: [t], StartingPosition: LATEST}}}"
    imported = read(FUNCTION % events, "Parameters: {ClusterArn: {Type: String}}")
    assert edges(imported) == {("ClusterArn", "F", None)}
    assert (imported.design.nodes["ClusterArn"].service, imported.design.nodes["ClusterArn"].title) == (
        "msk",
        "Cluster",
    )


def test_a_resource_whose_name_is_a_parameter_is_that_resource() -> None:
    policies = ", Policies: [S3ReadPolicy: {BucketName: !Ref Name}]"
    imported = read(
        FUNCTION % policies + "  B: {Type: AWS::S3::Bucket, Properties: {BucketName: !Ref Name}}\n",
        "Parameters: {Name: {Type: String}}",
    )
    assert edges(imported) == {("F", "B", None)}


def test_an_unknown_service_outside_is_drawn_and_not_deployed() -> None:
    policies = ', Policies: [Statement: [{Effect: Allow, Action: "workspaces:CreateTags", Resource: "*"}]]'
    imported = read(FUNCTION % policies)
    node = imported.design.nodes["Workspaces"]
    assert (node.service, node.disabled) == ("cfn", True)
    assert edges(imported) == {("F", "Workspaces", "data-access")}


def test_a_rule_that_no_connection_can_say_stays_a_rule() -> None:
    imported = read(
        """
  D: {Type: AWS::Foo::Bar}
  R: {Type: AWS::Events::Rule, Properties: {EventPattern: {source: [a]}, Targets: [{Id: a, Arn: !GetAtt D.Arn}]}}
"""
    )
    node = imported.design.nodes["R"]
    assert node.type == "AWS::Events::Rule"
    assert set(node.properties) == {"EventPattern", "Targets"}
    assert {(s, t) for s, t, _ in edges(imported)} == {("DefaultBus", "R"), ("R", "D")}


def test_a_container_is_one_node_with_its_task() -> None:
    imported = read(
        """
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties: {Cpu: 512, Memory: "1024", ContainerDefinitions: [{Image: nginx, PortMappings: [{ContainerPort: 80}]}]}
  S:
    Type: AWS::ECS::Service
    Properties: {TaskDefinition: !Ref Task, DesiredCount: 2, LoadBalancers: [{TargetGroupArn: !Ref G}]}
  G: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {TargetType: ip}}
  L:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: {LoadBalancerArn: !Ref B, DefaultActions: [{TargetGroupArn: !Ref G}]}
  B: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer}
"""
    )
    assert dict(imported.design.nodes["Task"].properties) == {
        "DesiredCount": 2,
        "Cpu": "512",
        "Memory": 1024,
        "Image": "nginx",
        "ContainerPort": 80,
    }
    assert edges(imported) == {("B", "Task", None)}


@pytest.mark.parametrize(
    ("written", "expected"),
    [('"300"', 300), ("300", 300)],
)
def test_numbers_written_as_texts_are_numbers(written: str, expected: int) -> None:
    imported = read(f"  Q: {{Type: AWS::SQS::Queue, Properties: {{VisibilityTimeout: {written}}}}}\n")
    assert imported.design.nodes["Q"].properties["VisibilityTimeout"] == expected


def test_routes_say_who_may_call() -> None:
    imported = read(
        FUNCTION % ""
        + """
  A:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        components:
          securitySchemes:
            key: {type: apiKey, name: x-api-key, in: header}
            iam: {type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4}
        security: [{iam: []}]
        paths:
          /a:
            get:
              x-amazon-apigateway-integration: &proxy
                type: aws_proxy
                uri: !Sub "arn:aws:apigateway:x:lambda:path/1/functions/${F.Arn}/invocations"
            put:
              security: [{key: []}]
              x-amazon-apigateway-integration: *proxy
"""
    )
    said = {
        e.properties["Method"]: (e.properties.get("AuthorizationType"), e.properties.get("ApiKeyRequired"))
        for e in imported.design.edges.values()
    }
    assert said == {"GET": ("AWS_IAM", None), "PUT": (None, True)}


def test_the_account_of_the_logs_belongs_to_an_api() -> None:
    imported = read(
        """
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: shop}}
  Account: {Type: AWS::ApiGateway::Account, Properties: {CloudWatchRoleArn: !GetAtt Logging.Arn}}
  Logging: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: []}}}
"""
    )
    assert set(imported.design.nodes) == {"Api"}


def test_a_function_of_a_delivery_stream_may_be_named_by_its_version() -> None:
    imported = read(
        FUNCTION % ""
        + """
  B: {Type: AWS::S3::Bucket}
  D:
    Type: AWS::KinesisFirehose::DeliveryStream
    Properties:
      ExtendedS3DestinationConfiguration:
        BucketARN: !GetAtt B.Arn
        ProcessingConfiguration:
          Processors:
            - Type: Lambda
              Parameters: [{ParameterName: LambdaArn, ParameterValue: !Sub "${F.Arn}:$LATEST"}]
"""
    )
    assert edges(imported) == {("D", "F", None), ("D", "B", None)}


def test_to_answer_for_a_durable_execution_is_no_invocation() -> None:
    events = ", Policies: [{Statement: [{Effect: Allow, Action: 'lambda:SendDurableExecutionCallback*', "
    events += "Resource: !GetAtt G.Arn}]}]"
    assert not edges(read(FUNCTION % events + (FUNCTION % "").replace("F:", "G:")))


def test_a_join_has_one_form() -> None:
    imported = read(
        """
  X:
    Type: AWS::Own::Thing
    Properties: {Name: !Join ["-", [!Select [0, !Split [".", !Ref P]], b, !Select [1, !Split [".", !Ref P]]]]}
""",
        "Parameters: {P: {Type: String}}",
    )
    (sign, parts) = imported.design.nodes["X"].properties["Name"]["Fn::Join"]
    assert sign == ""
    assert [part for part in parts if isinstance(part, str)] == ["-", "b", "-"]


def test_an_http_api_is_called_what_its_document_is() -> None:
    imported = read(
        "  A: {Type: AWS::Serverless::HttpApi, Properties: {DefinitionBody: {info: {title: shop}, paths: {}}}}\n"
    )
    assert imported.design.nodes["A"].properties == {"Name": "shop"}


def test_whose_pages_may_call_is_nobody_whom_a_function_calls() -> None:
    imported = read(
        """
  Site: {Type: AWS::CloudFront::Distribution, Properties: {DistributionConfig: {Enabled: true}}}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      Runtime: python3.13
      Environment: {Variables: {ALLOWED_ORIGIN: !Sub "https://${Site.DomainName}"}}
"""
    )
    assert edges(imported) == set()


def test_a_part_of_a_list_stays_that_part_in_a_text() -> None:
    imported = read(
        """
  B: {Type: AWS::AmazonMQ::Broker, Properties: {EngineType: ACTIVEMQ}}
  I:
    Type: AWS::EC2::Instance
    Properties:
      UserData:
        Fn::Sub:
          - "to ${first} of ${B}"
          - first: !Select [0, !GetAtt B.OpenWireEndpoints]
"""
    )
    chosen = {"Fn::Select": (0, {"Fn::GetAtt": ("B", "OpenWireEndpoints")})}
    text = imported.design.nodes["I"].properties["UserData"]
    assert text == {"Fn::Join": ("", ("to ", chosen, {"Fn::Sub": " of ${B}"}))}
