"""What a template says, its design's export says again: the same design comes back from that template alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from designer.catalogue import load
from designer.importers.cloudformation import read_template
from designer.model.design import Design
from exporters.registry import export

_FUNCTION = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src/
"""

CASES: dict[str, str] = {
    "what a rule hands to an API": """\
Resources:
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: pets}}
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: Pets}}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventBusName: !Ref Bus
      EventPattern: {detail-type: [Changed]}
      Targets:
        - Id: api
          Arn: !Sub "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/prod/GET/pets/*"
          HttpParameters: {HeaderParameters: {Cache-Control: max-age=0}, PathParameterValues: [$.detail.id]}
""",
    "a rule of several targets keeps its name": """\
Resources:
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: pets}}
  First: {Type: AWS::SQS::Queue}
  Second: {Type: AWS::SQS::Queue}
  Changed:
    Type: AWS::Events::Rule
    Properties:
      EventBusName: !Ref Bus
      EventPattern: {detail-type: [Changed]}
      Targets: [{Id: a, Arn: !GetAtt First.Arn}, {Id: b, Arn: !GetAtt Second.Arn, InputPath: $.detail}]
""",
    "where a topic of Kafka sends what failed": _FUNCTION
    + """\
      Events:
        Topic:
          Type: MSK
          Properties:
            Stream: !GetAtt Cluster.Arn
            StartingPosition: LATEST
            Topics: [orders]
            DestinationConfig: {OnFailure: {Destination: !GetAtt Failed.Arn}}
  Cluster:
    Type: AWS::MSK::ServerlessCluster
    Properties:
      ClusterName: orders
      ClientAuthentication: {Sasl: {Iam: {Enabled: true}}}
      VpcConfigs: [{SubnetIds: [subnet-1, subnet-2]}]
  Failed: {Type: AWS::SQS::Queue}
""",
    "the access logs of an HTTP API's stage": _FUNCTION
    + """\
      Events:
        Get: {Type: HttpApi, Properties: {ApiId: !Ref Api, Path: /, Method: GET}}
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      AccessLogSettings: {DestinationArn: !GetAtt Logs.Arn, Format: $context.requestId}
  Logs: {Type: AWS::Logs::LogGroup}
""",
    "a build's source, beside the repository that it reads": """\
Resources:
  Repository: {Type: AWS::CodeCommit::Repository, Properties: {RepositoryName: code}}
  Bucket: {Type: AWS::S3::Bucket}
  Build:
    Type: AWS::CodeBuild::Project
    Properties:
      ServiceRole: !GetAtt Role.Arn
      Artifacts: {Type: NO_ARTIFACTS}
      Environment: {Type: LINUX_CONTAINER, ComputeType: BUILD_GENERAL1_SMALL, Image: "aws/codebuild/standard:7.0"}
      Source: {Type: S3, Location: !Sub "${Bucket}/source/"}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: codebuild.amazonaws.com}, Action: "sts:AssumeRole"}]
      Policies:
        - PolicyName: pull
          PolicyDocument:
            Statement: [{Effect: Allow, Action: "codecommit:GitPull", Resource: !GetAtt Repository.Arn}]
""",
}


def connections(design: Design) -> dict[tuple[str, str, str | None], object]:
    return {(e.source, e.target, e.via): e.properties for e in design.edges.values()}


@pytest.mark.parametrize("text", CASES.values(), ids=CASES.keys())
def test_the_same_design_comes_back(text: str, tmp_path: Path) -> None:
    template = tmp_path / "template.yaml"
    template.write_text(text)
    first = read_template(template, load()).design
    assert first.edges
    (written,) = (f.text for f in export(first, load(), ["sam"])["sam"] if f.path == "template.yaml")
    template.write_text(written)
    again = read_template(template, load()).design
    assert {i: (n.service, n.properties) for i, n in again.nodes.items()} == {
        i: (n.service, n.properties) for i, n in first.nodes.items()
    }
    assert connections(again) == connections(first)


def test_an_alias_that_sam_publishes_is_its_function_for_a_design_without_one(tmp_path: Path) -> None:
    template = tmp_path / "template.yaml"
    template.write_text(
        _FUNCTION.replace("Work:", "Other:")
        + "      Environment: {Variables: {WORK: !Ref Work.Alias}}\n"
        + _FUNCTION.partition("Resources:\n")[2]
        + "      AutoPublishAlias: live\n"
    )
    design = read_template(template, load()).design
    (written,) = (f.text for f in export(design, load(), ["sam"])["sam"] if f.path == "template.yaml")
    assert "WORK: !GetAtt Work.Arn" in written


def test_an_action_that_the_designer_does_not_know_is_told(tmp_path: Path) -> None:
    template = tmp_path / "template.yaml"
    template.write_text("""\
Resources:
  Stream: {Type: AWS::Kinesis::Stream, Properties: {ShardCount: 1}}
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: Records}}
  Put:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: PUT
      Integration:
        Type: AWS
        Uri: !Sub "arn:aws:apigateway:${AWS::Region}:kinesis:action/PutRecord"
        RequestTemplates: {application/json: !Sub '{"StreamName": "${Stream}"}'}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      Integration:
        Type: AWS
        Uri: !Sub "arn:aws:apigateway:${AWS::Region}:kinesis:action/GetRecords"
        RequestTemplates: {application/json: !Sub '{"StreamName": "${Stream}"}'}
""")
    remarks = [remark.message for remark in read_template(template, load()).report.remarks]
    assert [r for r in remarks if "calls" in r] == [
        "GET / of Api calls GetRecords, which the designer does not know: an export calls what it does."
    ]
