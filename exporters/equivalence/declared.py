"""The differences between targets that are meant, each with its reason: the one place where they may stand."""

from __future__ import annotations

import re
from collections.abc import Mapping

_FUNCTION = "permission AWS::Lambda::Function"

# A pattern of "kind what" -> why the targets differ in it.
DECLARED: Mapping[str, str] = {
    # the CDK's constructs
    rf"{_FUNCTION} dynamodb:ListStreams (\*|AWS::DynamoDB::Table)": (
        "The CDK's grantStreamRead gives ListStreams on all streams, which shows their names and nothing else."
    ),
    rf"{_FUNCTION} kinesis:(DescribeStreamConsumer|SubscribeToShard) AWS::Kinesis::Stream": (
        "The CDK's grantRead also lets a consumer read with a share of its own; it is about the same stream."
    ),
    rf"{_FUNCTION} sqs:(ChangeMessageVisibility|GetQueueAttributes|GetQueueUrl) AWS::SQS::Queue": (
        "The CDK's grants to send and to consume bring what a client of the same queue usually asks for."
    ),
    r"permission events\.amazonaws\.com sqs:(GetQueueAttributes|GetQueueUrl) AWS::SQS::Queue if aws:sourcearn": (
        "The CDK's queue target brings what a client of the same queue usually asks for, for the same rule."
    ),
    r"permission events\.amazonaws\.com sns:Publish AWS::SNS::Topic( if aws:sourcearn)?": (
        "The CDK's topic target lets EventBridge publish whatever rule asks; the other targets name the rule."
    ),
    rf"{_FUNCTION} xray:(PutTelemetryRecords|PutTraceSegments) \*": (
        "The CDK writes out what the others take from AWS's policy AWSXRayDaemonWriteAccess."
    ),
    r"permission (s3|events)\.amazonaws\.com sqs:(GetQueueAttributes|GetQueueUrl) AWS::SQS::Queue if aws:sourcearn": (
        "The CDK's queue destination brings what a client of the same queue usually asks for, for the same source."
    ),
    r"permission s3\.amazonaws\.com (sqs:SendMessage|sns:Publish) AWS::S[QN]S::(Queue|Topic) if .*aws:sourcearn": (
        "The CDK's destinations of a bucket name the bucket, the others its account as well."
    ),
    r"permission AWS::Events::Rule kinesis:(ListShards|PutRecords) AWS::Kinesis::Stream": (
        "The CDK's stream target brings grantWrite, for the same stream."
    ),
    rf"{_FUNCTION} s3:(Abort\*|GetBucket\*|GetObject\*|List\*|ListBucket|PutObject\w+) AWS::S3::Bucket": (
        "The CDK's failure destination brings grantReadWrite, for the same bucket."
    ),
    r"permission cloudfront\.amazonaws\.com lambda:InvokeFunction AWS::Lambda::Function if aws:sourcearn": (
        "The CDK's origin for a function URL also lets the same distribution invoke the function."
    ),
    r"resource AWS::CloudFront::OriginAccessControl": (
        "The CDK makes one for each origin, the others one for each distribution: it only says how requests are signed."
    ),
    # SAM's events
    r"permission s3\.amazonaws\.com lambda:InvokeFunction AWS::Lambda::Function( if aws:sourcearn)?": (
        "SAM names the account and not the bucket, for bucket and function would have to come before each other."
    ),
}


def declared(kind: str, what: str) -> str | None:
    """Why a difference is meant, or None."""
    text = f"{kind} {what}"
    return next((why for pattern, why in DECLARED.items() if re.fullmatch(pattern, text, re.IGNORECASE)), None)
